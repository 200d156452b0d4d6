/** Visits on file, over the HTTP API. Nothing here throws. */
import type { AgentId, CallEvent, MergedVisit } from "@qmanager/core";
import { type Answer, call } from "./api.ts";
import type { PeriodPage } from "./period_page.ts";

/** A visit as the server lists it. */
export interface FiledVisit extends MergedVisit {
  id: string;
  /** Of the call that it is a part of; null: nothing tells which. */
  callId: string | null;
  agentId: AgentId | null;
  /** His own name, where somebody said who he is. */
  agentName: string | null;
  /** Of one who was removed: the code that is left of him. */
  removedAgentCode: number | null;
}

export interface VisitPage extends PeriodPage {
  visits: FiledVisit[];
}

/** A page of visits, newest first. */
export const listVisits = (query: URLSearchParams): Promise<Answer<VisitPage>> => call("GET", `/visits?${query}`);

/** What happened in a call, in order. */
export const listCallEvents = (callId: string): Promise<Answer<{ events: CallEvent[] }>> =>
  call("GET", `/calls/${callId}/events`);
