export { type EmbeddedOptions, openEmbeddedStores } from "./embedded/stores.ts";
export { openMemoryStores } from "./memory/stores.ts";
