import type { SetSettings } from '../sets/settings';

/** Which files count as new when nothing is known about the folder yet. */
export type StartFrom =
	| { readonly kind: 'now' }
	| { readonly kind: 'all' }
	/** @property date milliseconds since 1970 */
	| { readonly kind: 'date'; readonly date: number };

export interface WatchSettings {
	/** What is watched, and from when on; see `WatchState`. */
	readonly scope: string;
	readonly startFrom: StartFrom;
	/** Milliseconds a file must have looked the same, in two looks at least; 0 where files appear whole. */
	readonly unchangedFor: number;
	readonly order: 'oldestFirst' | 'byName';
	/** After so many a file is set aside. */
	readonly attempts: number;
	/** Names the settings by which files are read: what failed with others is tried again at once. */
	readonly form?: string;
	/** Whether a file that was read is deleted or moved. */
	readonly finishesRead: boolean;
	/** Whether a file that was set aside is moved. */
	readonly finishesSetAside: boolean;
	/** Where files are put out in sets, and not one by one. */
	readonly sets?: SetSettings;
}

/** When and how this look happens. */
export interface Look {
	/** Milliseconds since 1970. */
	readonly now: number;
	/**
	 * How long ago the watch may have begun, in milliseconds. Not 0 for a poll whose predecessor's state n8n
	 * may have thrown away: the durable engine loses that of the activation (n8n-ecosystem.md §8).
	 */
	readonly begunAtMost: number;
}
