import { Conversation } from "./conversation.js";
import { TalkPage } from "./view/talk-page.js";
import { element } from "./view/dom.js";

const { socket = "", ticket = "", csrf = "" } = element("main", HTMLElement).dataset;
const socketUrl = new URL(socket, location.href);
socketUrl.protocol = location.protocol === "https:" ? "wss:" : "ws:";

new TalkPage(new Conversation({ socketUrl: socketUrl.href, ticketUrl: ticket, csrfToken: csrf }));
