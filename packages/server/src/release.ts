/** The release that this is, as all of the project's packages have it. */
export const release = "0.1.0";
