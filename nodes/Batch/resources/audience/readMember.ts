import { addition, removal, writeMemberAttributes, type MemberChange, type MemberExtras } from '../../../shared/batch/audiences/member';
import type { Audience } from '../../../shared/batch/audiences/audience';
import { checkMemberId } from '../../../shared/batch/contract/audienceContract';
import { readText } from '../../../shared/batch/values/readValue';
import { violation } from '../../../shared/batch/violation';
import { readAttributes } from '../../readAttributes';
import type { Item } from '../../run/item';

/** The member's id. Only advertising ids are ever written in another case, and only when somebody says so. */
export function readMemberId(item: Item, audience: Audience): string {
	const id = item.text('memberId');
	item.show({ memberId: id });
	item.check(checkMemberId(item.label('memberId'), id));
	if (audience.family === 'project' || audience.idType !== 'advertising_ids' || !item.has('options.idCase')) return id;
	const idCase = item.choice('options.idCase');
	if (idCase === 'asIs') return id;
	return idCase === 'lower' ? id.toLowerCase() : id.toUpperCase();
}

/** Adds the member, with what it carries. */
export function readAddition(item: Item, audience: Audience): MemberChange {
	if (audience.family === 'app' && audience.idType !== 'install_ids') return addition;
	const extras = { ...readAttributesOfMember(item, audience), ...(audience.family === 'app' && readTags(item)) };
	return Object.keys(extras).length === 0 ? addition : { action: 'add', extras };
}

/** Adds or removes the member, as the field Action says. */
export function readChange(item: Item, audience: Audience): MemberChange {
	const action = item.choice<'add' | 'remove' | 'field'>('change');
	const meant = action === 'field' ? readActionOfField(item) : action;
	item.show({ action: meant });
	return meant === 'remove' ? removal : readAddition(item, audience);
}

function readActionOfField(item: Item): 'add' | 'remove' {
	const field = item.text('changeField');
	if (field === '') return item.refuse(violation(item.label('changeField'), '', 'must name the field of the item that says add or remove'));
	const value = Object.hasOwn(item.fields, field) ? item.fields[field] : undefined;
	// A column of yes and no is often a boolean.
	const reading = readText(typeof value === 'boolean' ? String(value) : value);
	const word = reading.ok ? (reading.value ?? '').toLowerCase() : undefined;
	const [toAdd, toRemove] = [wordsOf(item, 'wordsToAdd'), wordsOf(item, 'wordsToRemove')];
	const both = toAdd.find((one) => toRemove.includes(one));
	if (both !== undefined) return item.refuse(violation(item.label('wordsToRemove'), both, `is among ${item.label('wordsToAdd')}, too`));
	if (word !== undefined && word !== '' && toAdd.includes(word)) return 'add';
	if (word !== undefined && word !== '' && toRemove.includes(word)) return 'remove';
	return item.refuse(violation(`Field ${field}`, value ?? '', `must be one of: ${[...toAdd, ...toRemove].join(', ')}`));
}

function wordsOf(item: Item, name: string): string[] {
	return item.list(name).map((word) => word.toLowerCase());
}

function readAttributesOfMember(item: Item, { family }: Audience): MemberExtras {
	const source = item.choice('attributesFrom');
	if (source === 'none') return {};
	const { attributes, violations, shown } = readAttributes(item, source, family, 'audienceMember');
	item.show(shown);
	item.check(violations);
	return attributes.size === 0 ? {} : { attributes: writeMemberAttributes(family, attributes) };
}

function readTags(item: Item): MemberExtras {
	const tags = item.has('options.tags') ? item.list('options.tags') : [];
	return tags.length === 0 ? {} : { tags };
}
