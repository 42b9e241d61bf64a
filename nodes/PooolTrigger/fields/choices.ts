import type { INodePropertyOptions } from 'n8n-workflow';

import { pageEvents } from '../catalogue/events';
import { commonFields, documentedFields } from '../catalogue/fields';
import { eventKey } from '../catalogue/pageEvent';
import { serverEvents, type Demand } from '../catalogue/serverEvents';
import { otherEventChoice } from '../mapping/rows';
import { alphabetically } from '../../shared/words';

/** Choices for the editor, made of the tables that also decide at run time. */
function sorted(choices: INodePropertyOptions[]): INodePropertyOptions[] {
	return choices.sort((one, other) => alphabetically(one.name, other.name));
}

const sourceTitles = { access: 'Access', audit: 'Audit', engage: 'Engage', site: 'Site' } as const;

export const pageEventChoices = sorted(
	pageEvents.map((event) => ({
		name: `${sourceTitles[event.source]}: ${event.title}`,
		value: eventKey(event),
		description: `${event.name} – ${event.when}`,
	})),
);

export const pageEventOrOtherChoices = [
	...pageEventChoices,
	{ name: 'Site Event', value: otherEventChoice, description: 'An event that the page names itself' },
];

/** Events whose row may lend its attributes to another row. */
export const lenderChoices = [{ name: 'No Other Event', value: '' }, ...pageEventChoices];

export const fieldChoices = sorted([
	...documentedFields.map((field) => ({ name: field, value: field })),
	...Object.entries(commonFields).map(([value, { title }]) => ({ name: title, value })),
]);

const demandNotes: Readonly<Record<Demand, string>> = {
	nothing: '',
	takesOverEmail: ' – Poool then sends no e-mail of its own',
	needsAnswer: ' – Poool waits for an answer of the workflow',
};

export const serverEventChoices = sorted(
	serverEvents.map(({ name, title, demand }) => ({
		name: title,
		value: name,
		description: `${name}${demandNotes[demand]}`,
	})),
);
