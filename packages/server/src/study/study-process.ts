import { carryOutStudy, type Study } from "./study.ts";

/** What a study's process says before it ends. */
export type StudyAnswer =
  | { kind: "result"; result: unknown }
  | { kind: "failure"; code: string; message: string; path?: string };

/** A process for one study: it takes it, works it out, answers, and ends. It ends with its server, too. */
process.on("disconnect", () => process.exit());
process.once("message", (study: Study) => {
  process.send!(answerTo(study), () => process.disconnect());
});

function answerTo(study: Study): StudyAnswer {
  try {
    return { kind: "result", result: carryOutStudy(study) };
  } catch (error) {
    const { code, message, path } = error as { code?: string; message: string; path?: string };
    return { kind: "failure", code: code ?? "internal", message, ...(path === undefined ? {} : { path }) };
  }
}
