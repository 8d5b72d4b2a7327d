import type { Track } from "./commerce.ts";

const marks = [25, 50, 75];
/** Between two of a medium's own reports, seconds; a longer way was a jump. */
const longestStep = 1.5;

interface Progress {
  told: Set<string>;
  secondsWatched: number;
  lastTime: number;
}

/**
 * Tells of every `<video>` and `<audio>` of the page, by Segment's video events: started, a quarter, half, three quarters, completed; and once, at the end or
 * when the page is hidden, `Video Watched` with the seconds that were played and those there are.
 */
export function watchVideos(track: Track): void {
  const progressOf = new Map<HTMLMediaElement, Progress>();

  function tellOnce(media: HTMLMediaElement, { told }: Progress, name: string, percent: number, more = {}): void {
    const mark = name + percent;
    if (told.has(mark)) return;
    told.add(mark);
    const seconds = Number.isFinite(media.duration) ? { seconds: Math.round(media.duration) } : {};
    track(name, { asset_id: media.id || media.currentSrc, percent, ...seconds, ...more });
  }
  const tellWatched = (media: HTMLMediaElement, progress: Progress) =>
    tellOnce(media, progress, "Video Watched", 0, { seconds_watched: Math.round(progress.secondsWatched) });

  // Media events do not bubble; on their way down they can be heard.
  const hear = (type: string, note: (media: HTMLMediaElement, progress: Progress) => void) =>
    document.addEventListener(
      type,
      ({ target }) => {
        const media = target as HTMLMediaElement;
        let progress = progressOf.get(media);
        if (progress === undefined) {
          progress = { told: new Set(), secondsWatched: 0, lastTime: media.currentTime };
          progressOf.set(media, progress);
        }
        note(media, progress);
      },
      true,
    );
  hear("playing", (media, progress) => tellOnce(media, progress, "Video Playback Started", 0));
  hear("timeupdate", (media, progress) => {
    const step = media.currentTime - progress.lastTime;
    progress.lastTime = media.currentTime;
    if (step > 0 && step < longestStep) progress.secondsWatched += step;
    const share = media.currentTime / media.duration;
    for (const mark of marks) if (share * 100 >= mark) tellOnce(media, progress, "Video Content Playing", mark);
  });
  hear("ended", (media, progress) => {
    tellOnce(media, progress, "Video Playback Completed", 100);
    tellWatched(media, progress);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    for (const [media, progress] of progressOf) if (progress.secondsWatched > 0) tellWatched(media, progress);
  });
}
