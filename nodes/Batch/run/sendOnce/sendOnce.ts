/**
 * What the store knows of a key before its row is sent:
 * `new`: send it. `sent`: an earlier run sent it. `taken`: another execution is sending it at this moment, so that
 * this one skips it. `unfinished`: an earlier run claimed it and never told what became of it; whether it
 * arrived is unknown. With *Interrupted Events: Send Again* what is unfinished comes as `new`.
 */
export type Known = 'new' | 'sent' | 'taken' | 'unfinished';

export interface SendOnce {
	/** Before a call: claims its keys. Resolves when those that are `new` may be sent. @throws when the store cannot be asked */
	claim(keys: readonly string[]): Promise<ReadonlyMap<string, Known>>;
	/** After a call: these were sent (accepted, partial or unknown). Never throws: what could not be noted is a hint. */
	sent(keys: readonly string[]): Promise<void>;
	/** After a call: these were not sent after all (refused, not tried, skipped), so that another run can. Never throws. */
	release(keys: readonly string[]): Promise<void>;
}
