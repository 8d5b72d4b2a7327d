import type { Track } from "./commerce.ts";

const marks = [25, 50, 75];

/** Tells of every `<video>` and `<audio>` of the page, by Segment's video events: started, a quarter, half, three quarters, completed. */
export function watchVideos(track: Track): void {
  const toldOf = new WeakMap<HTMLMediaElement, Set<string | number>>();

  /** Once for each element and mark. */
  function tell(event: Event, name: string, percent: number): void {
    const media = event.target as HTMLMediaElement;
    const told = toldOf.get(media) ?? new Set();
    toldOf.set(media, told);
    if (told.has(percent)) return;
    told.add(percent);
    track(name, {
      asset_id: media.id || media.currentSrc,
      percent,
      position: Math.round(media.currentTime),
      ...(Number.isFinite(media.duration) ? { total_length: Math.round(media.duration) } : {}),
    });
  }
  // Media events do not bubble; on their way down they can be heard.
  document.addEventListener("playing", (event) => tell(event, "Video Playback Started", 0), true);
  document.addEventListener("ended", (event) => tell(event, "Video Playback Completed", 100), true);
  document.addEventListener(
    "timeupdate",
    (event) => {
      const { currentTime, duration } = event.target as HTMLMediaElement;
      for (const mark of marks) if ((currentTime / duration) * 100 >= mark) tell(event, "Video Content Playing", mark);
    },
    true,
  );
}
