/** A binary tree in flat arrays; node 0 is the root, a child's index is above its parent's. */
export interface RegressionTree {
  /** Feature tested; −1 in a leaf. */
  feature: Int32Array;
  /** Numeric: values up to it go left. */
  threshold: Float64Array;
  /** Categorical: codes that go left; null for a numeric test. */
  leftCodes: (ReadonlySet<number> | null)[];
  missingLeft: Uint8Array;
  left: Int32Array;
  right: Int32Array;
  /** What a leaf adds; in an inner node what it would add as a leaf. */
  value: Float64Array;
  /** Training rows that reached the node. */
  cover: Float64Array;
  /** What the split took off the loss. */
  gain: Float64Array;
}

/** Whether a row with this value goes left at the node. */
export function goesLeft(tree: RegressionTree, node: number, value: number): boolean {
  if (Number.isNaN(value)) return tree.missingLeft[node] === 1;
  const codes = tree.leftCodes[node]!;
  return codes === null ? value <= tree.threshold[node]! : codes.has(value);
}

/** The leaf that a row of the columns ends in. `columns[feature][row]`. */
export function leafOf(tree: RegressionTree, columns: readonly Float64Array[], row: number): number {
  let node = 0;
  for (let feature = tree.feature[0]!; feature >= 0; feature = tree.feature[node]!) {
    const value = columns[feature]![row]!;
    // A number up to the threshold is the common case; everything else is looked at closely.
    const isLeft = value <= tree.threshold[node]! || goesLeft(tree, node, value);
    node = isLeft ? tree.left[node]! : tree.right[node]!;
  }
  return node;
}

/** Adds the tree's answer to each row's prediction. `columns[feature][row]`. */
export function addTree(tree: RegressionTree, columns: readonly Float64Array[], into: Float64Array): void {
  for (let row = 0; row < into.length; row++) into[row]! += tree.value[leafOf(tree, columns, row)]!;
}
