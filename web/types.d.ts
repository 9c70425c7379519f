// The shapes of what the server says, as in the API and on the live wire. Times end in _us and are microseconds
// since the Unix epoch; durations end in _ms.

export type Mode = "detect" | "live" | "close";
export type CameraLink = "connecting" | "warming" | "online" | "lost";
export type Health = "ok" | "frozen" | "black" | "covered" | "defocused" | "moved";

/** x, y, width, height in pixels of the picture. */
export type BoxTuple = [number, number, number, number];

export interface Hello {
  type: "hello";
  protocol: string;
  version: string;
  time_us: number;
  cameras: { id: string; name: string; number: number }[];
}

export interface CameraBeat {
  id: string;
  link: CameraLink;
  health: Health;
  night: boolean;
  detail: string;
  seq: number;
  /** null: no picture yet. */
  age_ms: number | null;
  fps: number;
  /** null: no motion yet. */
  quiet_ms: number | null;
  skipped: number;
  viewers: number;
}

export interface Beat {
  type: "beat";
  time_us: number;
  cameras: CameraBeat[];
}

export interface MotionMessage {
  type: "event";
  phase: "begin" | "update" | "end";
  id: string;
  camera: string;
  begin_us: number;
  last_us: number;
  end_us: number | null;
  frames: number;
  score: number;
  peak_us: number;
  seq: number;
  reason: string;
  zones: string[];
  boxes: BoxTuple[];
}

export interface ErrorMessage {
  type: "error";
  code: string;
  message: string;
  camera?: string;
}

export type ServerMessage = Hello | Beat | MotionMessage | ErrorMessage;

export type ClientMessage =
  | { type: "watch"; camera: string; mode: Mode }
  | { type: "ack"; camera: string; seq: number }
  | { type: "resync"; camera: string };

/** One JPEG of a binary message and where it is drawn. */
export interface Piece {
  x: number;
  y: number;
  w: number;
  h: number;
  /** Where the rectangle starts inside the JPEG. */
  sx: number;
  sy: number;
  jpeg: Uint8Array<ArrayBuffer>;
}

/** A binary message: a key frame or a patch. */
export interface Picture {
  key: boolean;
  camera: number;
  epoch: number;
  seq: number;
  base: number;
  captured_us: number;
  width: number;
  height: number;
  motion: boolean;
  event: boolean;
  pieces: Piece[];
}

export interface CameraInfo {
  id: string;
  name: string;
  number: number;
  source: string;
  width: number;
  height: number;
  state: { link: CameraLink; health: Health; night: boolean; detail: string };
}

export interface HistoryBins {
  from_us: number;
  to_us: number;
  bin_ms: number;
  cameras: {
    id: string;
    frames: number[];
    score: number[];
    /** The oldest and the newest picture that is kept; null: there is none. */
    first_us?: number | null;
    last_us?: number | null;
  }[];
}

/** An event as the list shows it; MotionMessage has all of it too. */
export interface MotionEvent {
  id: string;
  camera: string;
  begin_us: number;
  last_us: number;
  end_us: number | null;
  frames: number;
  score: number;
  peak_us: number;
  boxes: BoxTuple[] | null;
  zones: string[] | null;
  /** How many of its pictures can still be shown; the live wire does not say. */
  kept?: number;
}

export type Find = "nearest" | "previous" | "next" | "first" | "last";

export interface StoredFrame {
  camera: string;
  at_us: number;
  seq: number;
  epoch: number;
  score: number;
  reason: string;
  boxes: BoxTuple[] | null;
  width: number;
  height: number;
  event: string;
  url: string;
}

/** The span of time that the history shows. */
export interface View {
  from_us: number;
  to_us: number;
}

declare global {
  /** What the page's own elements tell those around them. */
  interface HTMLElementEventMap {
    "rtm-say": CustomEvent<{ text: string; more?: string }>;
    "rtm-open": CustomEvent<{ camera: string }>;
    "rtm-back": CustomEvent<null>;
    "rtm-view": CustomEvent<View>;
    "rtm-pick": CustomEvent<{ at_us: number; camera: string }>;
    "rtm-unzoom": CustomEvent<null>;
    "rtm-event": CustomEvent<MotionEvent>;
    "rtm-older": CustomEvent<null>;
  }
}
