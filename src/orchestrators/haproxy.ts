/**
 * A word of HAProxy's configuration that means just this text. Outside of quotes, a dollar sign means itself, and a backslash
 * before it would be another character.
 * https://docs.haproxy.org/3.2/configuration.html#2.2
 */
export const haproxyWord = (text: string): string => text.replace(/[\\ #"']/g, "\\$&");
