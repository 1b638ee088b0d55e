/** The root project's name for Pulumi, and the stack in it that every deployment takes its image from. */
export const IMAGE_PROJECT = "podium-image";
export const IMAGE_STACK = "dev";
