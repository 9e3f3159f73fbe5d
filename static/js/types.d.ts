/** The types that page, worker and worklets share. Types only: nothing of this file is loaded by a browser. */

export type LinkState =
  | "idle" | "asking-permission" | "connecting" | "live" | "reconnecting" | "ended" | "error";
export type AgentState = "listening" | "user-speaking" | "thinking" | "speaking" | "interrupted";
export type Modality = "AUDIO" | "TEXT";
export type Role = "user" | "model";
export type PictureSourceName = "camera" | "screen";

/** An error in words a person can act on; `retry` tells whether the same attempt can succeed later. */
export interface Trouble { code: string; message: string; retry: boolean }

/** What a conversation is resumed with. `token` is a secret, and good for one resume. */
export interface Pass { conversation: string; token: string }

export interface Ready extends Pass {
  limits: Record<string, number>;
  model: string;
  endpoint: string;
  modality: Modality;
  kept: boolean;
  /** It goes on after a loss. */
  resumed: boolean;
  /** Of a resume: the last microphone chunk that had come, null where the server does not know. */
  microphone: number | null;
}

/** Who answers; `assistant` is the slug. With `push_to_talk` only marked speech is heard. */
export interface Assistant { assistant: string; name: string; push_to_talk: boolean }
/** `ref` is the id of the typed words that it brings back, "" otherwise. */
export interface Caption { role: Role; turn: number; sequence: number; text: string; final: boolean; ref: string }
/** An utterance as the server has it; the first `heard_chars` Unicode characters of a model's were heard. */
export interface Shown {
  sequence: number;
  turn: number;
  role: Role | "tool";
  text: string;
  typed: boolean;
  interrupted: boolean;
  heard_chars: number;
}
/** What the person did not hear of an interrupted reply; several for one utterance are to be appended. */
export interface Cut { turn: number; sequence: number; unheard: string }
/** Money is a decimal number as text, null where a price is not known. */
export interface UsageLine { direction: "input" | "output" | "thoughts" | "tool_use"; modality: string; tokens: number; cost: string | null }
/** `lines` and `cost` are the turn's, `totals` and `total_cost` the whole talk's. */
export interface Usage {
  turn: number;
  prompt_tokens: number;
  response_tokens: number;
  total_tokens: number;
  lines: UsageLine[];
  totals: UsageLine[];
  cost: string | null;
  total_cost: string | null;
  currency: string;
}

/** A function that the model has called; one that `runs` in the browser is answered by `Conversation.answer`. */
export interface ToolCall {
  id: string;
  name: string;
  args: Record<string, unknown>;
  turn: number;
  sequence: number;
  runs: "server" | "browser";
}
/** What came of it, `result` or else `error`; more follows where it is not `final`. */
export interface ToolResult { id: string; name: string; sequence: number; result: unknown; error: string; final: boolean }
export interface Sources {
  turn: number;
  sequence: number;
  sources: Array<{ title: string; uri: string }>;
  queries: string[];
  /** An HTML document of Google's; "" for none. */
  suggestions: string;
}

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
  /** At the beginning, and when another has taken over or was refused. */
  assistant: Assistant;
  /** A fragment to append to utterance `sequence`; `final` closes it, its text may be empty then. */
  caption: Caption;
  cut: Cut;
  /** Of a conversation that another server, or this page after a reload, goes on with: replaces, by sequence, what is shown. */
  snapshot: { utterances: Shown[] };
  stored: { sequence: number };
  tool_call: ToolCall;
  tool_result: ToolResult;
  tool_cancelled: { id: string; name: string; sequence: number };
  /** What Google Search gave to an answer. */
  sources: Sources;
  usage: Usage;
  /** Something to know that asks for no action. */
  notice: { code: string; message: string };
  error: Trouble & { fatal: boolean };
  muted: { muted: boolean };
  /** Some of what the person says is lost because the connection is slow, or no more. */
  slow: { slow: boolean };
  /** With push-to-talk: the microphone is heard, or no more. */
  held: { held: boolean };
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
  /** Names of functions that the model may call in this page; the event `tool_call` asks for them. */
  tools?: string[];
  /** False starts by text only; `mute(false)` asks for the microphone later. */
  microphone?: boolean;
}

export interface Hello {
  assistant: string;
  ticket: string;
  lang: string;
  modality: Modality;
  keep: boolean;
  time_zone: string;
  tools: string[];
}
export type Picture = VideoFrame | ImageBitmap;

/** What the page tells the socket worker. */
export type PageMessage =
  | { kind: "start"; url: string; greeting: { hello: Hello } | { pass: Pass }; playback: MessagePort | null }
  | { kind: "capture"; port: MessagePort }
  | { kind: "microphone"; on: boolean }
  | { kind: "activity"; on: boolean }
  | { kind: "interrupt" }
  | { kind: "tool-result"; id: string; result: unknown; error: string }
  | { kind: "settings"; assistant: string }
  | { kind: "source"; source: PictureSourceName; on: boolean }
  /** `picture` is null where none could be taken. */
  | { kind: "picture"; source: PictureSourceName; picture: Picture | null }
  | { kind: "say"; id: string; text: string; shot: { source: PictureSourceName | "upload"; picture: Picture } | null }
  /** The network has changed, or the page been woken. */
  | { kind: "hurry" }
  | { kind: "stop" };

/** What the socket worker tells the page: an event of the conversation, or one of its own. */
export type WorkerMessage =
  | { [Name in keyof ConversationEvents]: { kind: "event"; name: Name; detail: ConversationEvents[Name] } }[keyof ConversationEvents]
  | { kind: "picture-wanted"; source: PictureSourceName }
  | { kind: "said"; id: string; trouble: Trouble | null }
  | { kind: "stopped" };
