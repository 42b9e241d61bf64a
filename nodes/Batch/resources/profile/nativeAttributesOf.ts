import type { Attribute } from '../../../shared/batch/attributes/attribute';
import type { AttributesRead } from '../../../shared/batch/attributes/readNotation';
import { violation, type Violation } from '../../../shared/batch/violation';
import type { Item } from '../../run/item';
import { toText, toTextList } from '../../texts';

const topics = '$topic_preferences';

/** Reads the Native Attributes collection: an added option that is empty resets the attribute. */
export function nativeAttributesOf(item: Item): AttributesRead {
	const fields = item.read('nativeAttributes') as Record<string, unknown>;
	const attributes = new Map<string, Attribute>();
	const violations: Violation[] = [];
	for (const [name, value] of Object.entries(fields)) {
		if (!name.startsWith('$')) continue;
		const text = toText(value);
		attributes.set(name, text === '' ? { type: 'delete' } : { type: 'text', value: text });
	}
	const add = toTextList(fields.topicsToAdd);
	const remove = toTextList(fields.topicsToRemove);
	const isEdited = add.length + remove.length > 0;
	if (fields.topicsToSet !== undefined && isEdited) {
		violations.push(violation('Topics to Set', fields.topicsToSet, 'cannot be combined with Topics to Add or to Remove'));
	} else if (fields.topicsToSet !== undefined) {
		const value = toTextList(fields.topicsToSet);
		attributes.set(topics, value.length === 0 ? { type: 'delete' } : { type: 'textList', value });
	} else if (isEdited) {
		attributes.set(topics, { type: 'listEdit', add, remove });
	}
	return { attributes, violations };
}
