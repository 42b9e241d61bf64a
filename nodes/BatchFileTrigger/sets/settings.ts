/** What the name of a file says of the set it is of. */
export interface Part {
	/** Undefined where names tell no sets: then the folder is the set. */
	readonly set?: string;
	readonly part?: number;
	readonly count?: number;
}

/** How a set is known to be complete. */
export type Completion =
	/** The names of its files say how many there are. */
	| 'count'
	/** A file that holds nothing, and comes last. */
	| 'marker'
	/** Nothing new for a while. */
	| 'quiet';

/** Which files belong together, and when all of them are there. */
export interface SetSettings {
	readonly completeBy: Completion;
	/** Milliseconds without anything new, for *quiet*. */
	readonly quietFor: number;
	/** Milliseconds without anything new, after which a set that is not complete is set aside. */
	readonly patience: number;
	/** @returns undefined for a name that does not tell what it has to */
	partOf(name: string): Part | undefined;
	/** @returns undefined for a name that is no marker's; of a marker the set that it names, if it names one */
	markerOf(name: string): Pick<Part, 'set'> | undefined;
}
