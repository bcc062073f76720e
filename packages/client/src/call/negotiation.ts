import type { ParleyError } from '../error.ts';
import { callError } from './errors.ts';
import type { CallLimits } from './limits.ts';

/** What a negotiation needs from around it. */
export interface NegotiationOptions {
  readonly connection: RTCPeerConnection;
  /** Gives way when both sides offer at once. The other side is not. */
  readonly polite: boolean;
  readonly limits: CallLimits;
  readonly send: (description: RTCSessionDescriptionInit) => void;
  readonly failed: (error: ParleyError) => void;
  /** An offer was taken: what is to be sent must be there before the answer. */
  readonly answering: () => void;
}

/**
 * Offers and answers by the "perfect negotiation" pattern of the WebRTC specification: either side may
 * offer at any time; when both do, the polite one takes its offer back and the impolite one does not
 * hear the other's. Candidates that come before their description wait for it.
 */
export class Negotiation {
  readonly #options: NegotiationOptions;
  #making = false;
  #ignoring = false;
  #takingAnswer = false;
  #waiting: RTCIceCandidateInit[] = [];
  #overflowed = false;
  /** What came is taken one after the other. */
  #turn: Promise<void> = Promise.resolve();

  constructor(options: NegotiationOptions) {
    this.#options = options;
    options.connection.addEventListener('negotiationneeded', () => void this.#offer());
  }

  /** Takes a description that came. */
  description(description: RTCSessionDescriptionInit): void {
    this.#next(() => this.#take(description));
  }

  /** Takes candidates that came. */
  candidates(candidates: readonly RTCIceCandidateInit[]): void {
    this.#next(async () => {
      for (const candidate of candidates) await this.#add(candidate);
    });
  }

  /** Sends the offer again that no answer came to, if there is one. */
  repeat(): boolean {
    const { connection, send } = this.#options;
    const offer = connection.localDescription;
    if (connection.signalingState !== 'have-local-offer' || offer === null) return false;
    send({ type: offer.type, sdp: offer.sdp });
    return true;
  }

  #next(task: () => Promise<void>): void {
    this.#turn = this.#turn.then(task).catch((error: unknown) => this.#failed(error));
  }

  async #offer(): Promise<void> {
    try {
      this.#making = true;
      await this.#setLocal();
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#making = false;
    }
  }

  async #setLocal(): Promise<void> {
    const { connection, send } = this.#options;
    await connection.setLocalDescription();
    const made = connection.localDescription;
    if (made !== null) send({ type: made.type, sdp: made.sdp });
  }

  async #take(description: RTCSessionDescriptionInit): Promise<void> {
    const { connection, polite } = this.#options;
    const isOffer = description.type === 'offer';
    const isReady = !this.#making && (connection.signalingState === 'stable' || this.#takingAnswer);
    this.#ignoring = !polite && isOffer && !isReady;
    if (this.#ignoring) return;
    // An answer to an offer that was taken back meanwhile, or that came twice.
    if (!isOffer && connection.signalingState !== 'have-local-offer') return;
    this.#takingAnswer = !isOffer;
    try {
      await connection.setRemoteDescription(description);
    } finally {
      this.#takingAnswer = false;
    }
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const candidate of waiting) await this.#add(candidate);
    if (!isOffer) return;
    this.#options.answering();
    await this.#setLocal();
  }

  async #add(candidate: RTCIceCandidateInit): Promise<void> {
    const { connection, limits, failed } = this.#options;
    if (connection.remoteDescription === null) {
      if (this.#waiting.length < limits.queuedCandidates) this.#waiting.push(candidate);
      else if (!this.#overflowed) {
        this.#overflowed = true;
        failed(callError('too_many_candidates'));
      }
      return;
    }
    try {
      await connection.addIceCandidate(candidate);
    } catch {
      // One of an offer that is not heard, or of a round that is over; others lead there as well.
    }
  }

  #failed(thrown: unknown): void {
    if (this.#options.connection.signalingState === 'closed') return;
    const detail = thrown instanceof Error ? thrown.message : String(thrown);
    this.#options.failed(callError('negotiation_failed', detail));
  }
}
