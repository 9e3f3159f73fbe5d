/** The types that page, worker and worklets share. Types only: nothing of this file is loaded by a browser. */

export type LinkState =
  | "idle" | "asking-permission" | "connecting" | "live" | "reconnecting" | "ended" | "error";
export type AgentState = "listening" | "user-speaking" | "thinking" | "speaking" | "interrupted";
export type Modality = "AUDIO" | "TEXT";
export type Role = "user" | "model";
export type PictureSourceName = "camera" | "screen";

/** An error in words a person can act on; `retry` tells whether the same attempt can succeed later. */
export interface Trouble { code: string; message: string; retry: boolean }

export interface Ready {
  conversation: string;
  token: string;
  limits: Record<string, number>;
  model: string;
  endpoint: string;
  modality: Modality;
  kept: boolean;
}

export interface Caption { role: Role; turn: number; sequence: number; text: string; final: boolean }
/** What the person did not hear of an interrupted reply; several for one utterance are to be appended. */
export interface Cut { turn: number; sequence: number; unheard: string }
export interface Usage { turn: number; prompt_tokens: number; response_tokens: number; total_tokens: number }

export interface ConversationState {
  link: LinkState;
  agent: AgentState;
  muted: boolean;
  camera: boolean;
  screen: boolean;
}

/** The events of a Conversation and what each carries as its `detail`. */
export interface ConversationEvents {
  link: { state: LinkState; error?: Trouble };
  agent: { agent: AgentState };
  ready: Ready;
  /** A fragment to append to utterance `sequence`; `final` closes it, its text may be empty then. */
  caption: Caption;
  cut: Cut;
  /** The stored utterances of a conversation taken up again by another server: replaces what is shown. */
  snapshot: { utterances: Array<Record<string, unknown>> };
  stored: { sequence: number };
  usage: Usage;
  /** Something to know that asks for no action. */
  notice: { code: string; message: string };
  error: Trouble & { fatal: boolean };
  muted: { muted: boolean };
  /** How loud both sides are, 0 to 1 (60 dB), about 15 times a second. */
  levels: { microphone: number; speaker: number };
  "microphone-flat": Record<string, never>;
  "microphone-back": Record<string, never>;
  /** A camera or screen began or ended, `stream` being what to preview. */
  picture: { source: PictureSourceName; on: boolean; stream: MediaStream | null };
}

export interface StartOptions {
  modality?: Modality;
  /** False asks that nothing said is stored. */
  keep?: boolean;
  /** BCP 47, empty for the assistant's own. */
  lang?: string;
  assistant?: string;
  /** False starts by text only; `mute(false)` asks for the microphone later. */
  microphone?: boolean;
}

export interface Hello { assistant: string; ticket: string; lang: string; modality: Modality; keep: boolean }
export type Picture = VideoFrame | ImageBitmap;

/** What the page tells the socket worker. */
export type PageMessage =
  | { kind: "start"; url: string; hello: Hello; microphoneOn: boolean; playback: MessagePort | null }
  | { kind: "capture"; port: MessagePort }
  | { kind: "microphone"; on: boolean }
  | { kind: "interrupt" }
  | { kind: "source"; source: PictureSourceName; on: boolean }
  /** `picture` is null where none could be taken. */
  | { kind: "picture"; source: PictureSourceName; picture: Picture | null }
  | { kind: "say"; id: string; text: string; shot: { source: PictureSourceName; picture: Picture } | null }
  | { kind: "stop" };

/** What the socket worker tells the page: an event of the conversation, or one of its own. */
export type WorkerMessage =
  | { [Name in keyof ConversationEvents]: { kind: "event"; name: Name; detail: ConversationEvents[Name] } }[keyof ConversationEvents]
  | { kind: "picture-wanted"; source: PictureSourceName }
  | { kind: "said"; id: string; trouble: Trouble | null }
  | { kind: "stopped" };
