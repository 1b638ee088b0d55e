/**
 * A word of HAProxy's configuration that means just this text.
 * https://docs.haproxy.org/3.2/configuration.html#2.2
 */
export const haproxyWord = (text: string): string => text.replace(/[\\ #"'$]/g, "\\$&");
