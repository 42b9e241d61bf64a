import type { Column, Kind } from '../columns/field';
import type { Dialect } from '../dialect/dialect';
import type { Compression } from '../source/compression';
import type { Encoding } from '../text/encoding';

/** How a file is read: found out once, from its beginning, and kept while it is read on. Plain data. */
export interface Format {
	readonly compression: Compression;
	readonly encoding: Encoding;
	readonly dialect: Dialect;
	readonly hasHeader: boolean;
	readonly kind: Kind;
	/** Rows with too few values are filled up with empty ones. */
	readonly fillsUp?: boolean;
	/** One for each value that a row must have. */
	readonly columns: readonly Column[];
}
