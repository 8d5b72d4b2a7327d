export { AttuneError, errorCatalogue } from "./errors.ts";
export { isUndetermined, undetermined } from "./undetermined.ts";
