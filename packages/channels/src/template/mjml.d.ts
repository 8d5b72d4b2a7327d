declare module "mjml" {
  /** MJML 5 answers with a promise; published types are of version 4. */
  export default function mjmlToHtml(
    input: string,
    options: { validationLevel: "strict" | "soft" | "skip"; ignoreIncludes: boolean; fonts: Record<string, string> },
  ): Promise<{ html: string; errors: Array<{ line: number; message: string; tagName: string }> }>;
}
