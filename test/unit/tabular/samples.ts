/** Invented export rows: nothing here is Batch's real spelling but the event names of its guide. */
export const pushEventNames = ['push_optin', 'push_optout', 'push_sent', 'push_opened', 'push_error', 'token_deleted'] as const;
export const inAppEventNames = ['inapp_supplied', 'inapp_shown', 'inapp_clicked', 'inapp_closed'] as const;

const ofDevices: readonly string[] = ['push_optin', 'push_optout', 'token_deleted'];

export function uuid(seed: number): string {
	const digits = hexadecimal(seed, 32);
	return [8, 12, 16, 20].reduce((text, cut, index) => `${text.slice(0, cut + index)}-${text.slice(cut + index)}`, digits);
}

export function hexadecimal(seed: number, length: number): string {
	let text = '';
	for (let value = seed + 1; text.length < length; value = (value * 1_103_515_245 + 12_345) % 2_147_483_648) {
		text += value.toString(16).padStart(8, '0').slice(0, 7);
	}
	return text.slice(0, length);
}

export const timeSpellings: Readonly<Record<string, (date: Date) => string>> = {
	iso: (date) => date.toISOString(),
	isoWithoutZone: (date) => date.toISOString().slice(0, 19),
	spaced: (date) => date.toISOString().slice(0, 19).replace('T', ' '),
	spacedUtc: (date) => `${date.toISOString().slice(0, 23).replace('T', ' ')} UTC`,
	offset: (date) => `${date.toISOString().slice(0, 19)}+00:00`,
	compact: (date) => date.toISOString().slice(0, 19).replace(/[-:]/g, '') + 'Z',
	seconds: (date) => String(Math.floor(date.getTime() / 1000)),
	milliseconds: (date) => String(date.getTime()),
	dayFirst: (date) => {
		const text = date.toISOString();
		return `${text.slice(8, 10)}/${text.slice(5, 7)}/${text.slice(0, 4)} ${text.slice(11, 19)}`;
	},
};

export function eventTime(index: number): Date {
	return new Date(Date.UTC(2026, 10, 21, 0, 0, 0) + index * 61_000);
}

export interface PushRow {
	event: string;
	time: string;
	installationId: string;
	customId: string;
	campaignToken: string;
	transactionalToken: string;
}

export function pushRows(count: number, spell: (date: Date) => string = timeSpellings.iso): PushRow[] {
	return Array.from({ length: count }, (_, index) => {
		const event = pushEventNames[index % pushEventNames.length];
		const isMessage = !ofDevices.includes(event);
		const isCampaign = index % 4 < 2;
		return {
			event,
			time: spell(eventTime(index)),
			installationId: uuid(index),
			customId: index % 5 === 0 ? '' : `member-${1000 + index}`,
			campaignToken: isMessage && isCampaign ? hexadecimal(index % 3, 32) : '',
			transactionalToken: isMessage && !isCampaign ? hexadecimal(50 + (index % 3), 24) : '',
		};
	});
}

export interface InAppRow {
	event: string;
	time: string;
	installationId: string;
	campaignToken: string;
	buttonPosition: string;
	buttonText: string;
}

export function inAppRows(count: number, spell: (date: Date) => string = timeSpellings.iso): InAppRow[] {
	return Array.from({ length: count }, (_, index) => {
		const event = inAppEventNames[index % inAppEventNames.length];
		const clicked = event === 'inapp_clicked';
		return {
			event,
			time: spell(eventTime(index)),
			installationId: uuid(index),
			campaignToken: hexadecimal(index % 3, 32),
			buttonPosition: clicked ? String(index % 2) : '',
			buttonText: clicked ? ['Découvrir', 'Plus tard ; merci', 'OK'][index % 3] : '',
		};
	});
}
