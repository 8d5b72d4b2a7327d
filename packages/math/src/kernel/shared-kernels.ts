import { kernelsWasm } from "../generated/kernels.ts";

/** A compiled module and the memory that its instances share: what another thread needs to take part. */
export interface SharedKernels {
  module: object;
  memory: { readonly buffer: SharedArrayBuffer };
}

/** What is used of the `WebAssembly` that the language's own types leave to the browser's. */
interface WebAssemblyEngine {
  Module: new (bytes: Uint8Array) => object;
  Memory: new (size: { initial: number; maximum: number; shared: true }) => SharedKernels["memory"];
  Instance: new (module: object, imports: { env: { memory: object } }) => { exports: unknown };
}

const engine = (globalThis as unknown as { WebAssembly?: WebAssemblyEngine }).WebAssembly;

/** What kernel/kernels.ts exports; pointers are byte offsets. */
interface KernelExports {
  solveRows(...values: number[]): void;
  scoreRows(...values: number[]): void;
  gramOfRows(...values: number[]): void;
  multiplyAdd(...values: number[]): void;
  bestOfBlock(...values: number[]): number;
  attend(...values: number[]): void;
  attendBack(...values: number[]): void;
  subtractProduct(...values: number[]): void;
  scalePanel(...values: number[]): void;
  subtractProductSingles(...values: number[]): void;
  scalePanelSingles(...values: number[]): void;
}

const pageBytes = 65_536;
const alignment = 16;

/** The module and a memory with room for `bytes`; null where WebAssembly, SIMD or the room is missing. */
export function shareKernels(bytes: number): SharedKernels | null {
  if (engine === undefined) return null;
  try {
    const module = new engine.Module(Buffer.from(kernelsWasm, "base64"));
    const pages = Math.ceil((bytes + 2 * pageBytes) / pageBytes);
    return { module, memory: new engine.Memory({ initial: pages, maximum: pages, shared: true }) };
  } catch {
    // No SIMD, or no such room: the plain twin does the same.
    return null;
  }
}

export function instantiate({ module, memory }: SharedKernels): KernelExports {
  return new engine!.Instance(module, { env: { memory } }).exports as KernelExports;
}

/** Gives out the memory from its second page on (the first holds what the compiler put there), aligned for SIMD. */
export function reserver(): (bytes: number) => number {
  let next = pageBytes;
  return (bytes) => {
    const offset = next;
    next += Math.ceil(bytes / alignment) * alignment;
    return offset;
  };
}

/** Runs a kernel whose first two arguments are a range of rows, on as many threads as there are. */
export interface RowRunner {
  /** All of `rowCount` rows; `values` are the kernel's arguments, `own` is the kernel on this thread. Returns when the last row is done. */
  run(values: readonly number[], rowCount: number, own: (from: number, to: number) => void): void;
}
