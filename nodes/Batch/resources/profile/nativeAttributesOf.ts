import type { MappedAttributes } from '../../../shared/batch/attributes/readMapped';
import { readNative } from '../../../shared/batch/attributes/readNative';
import { checkAttributes } from '../../../shared/batch/contract/checks';
import { isRecord } from '../../../shared/isRecord';
import { isMissing } from '../../../shared/batch/values/readValue';
import { violation } from '../../../shared/batch/violation';
import { readEmptyFields } from '../../readAttributes';
import type { Item } from '../../run/item';

const none: MappedAttributes = { attributes: new Map(), violations: [], leftOut: [] };

/** Reads the Native Attributes collection: an option that is empty leaves the profile as it is, unless Empty Fields says otherwise. */
export function nativeAttributesOf(item: Item): MappedAttributes {
	const value = item.read('nativeAttributes');
	const fields = isMissing(value) ? {} : value;
	if (!isRecord(fields)) {
		const refused = violation('Native Attributes', value, 'must be an object of names and values');
		return { attributes: new Map(), violations: [refused], leftOut: [] };
	}
	if (Object.keys(fields).length === 0) return none;
	const read = readNative(fields, readEmptyFields(item, 'profile').value);
	return { ...read, violations: [...read.violations, ...checkAttributes('project', 'profile', read.attributes)] };
}
