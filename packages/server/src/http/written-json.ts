/** An answer that was written as JSON elsewhere: it goes out as it is. */
export class WrittenJson {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}
