import type { Field } from './field';

interface Spellings {
	/** Names that mean the field whatever the column holds. */
	readonly names: readonly string[];
	/** Names that mean it when the column's values agree. */
	readonly weakNames?: readonly string[];
	/** For names nobody listed: what the words of the name must contain. */
	readonly pattern?: RegExp;
}

/**
 * How headers may spell a field. Batch does not publish its headers (batch-api-2x.md §10), so this is a list to
 * grow; only `install_id`, `custom_id`, `advertising_id` and `event_type` are documented (§9.2), and the guide
 * names `event_var_1..3`. Written without case, spaces, underscores and accents; a pattern sees the words
 * joined by spaces. The order decides where a pattern fits several.
 */
export const spellings: Readonly<Record<Field, Spellings>> = {
	transactionalToken: {
		names: ['transactionaltoken', 'transactionalid', 'transactionalkey', 'transactiontoken', 'transactional', 'txtoken', 'tokentransactionnel', 'groupid'],
		pattern: /\btransaction\w* (?:\w+ )*(?:token|id|key)\b|\btoken\w* (?:\w+ )*transaction/,
	},
	campaignToken: {
		names: ['campaigntoken', 'campaignid', 'campaignkey', 'campaign', 'campagne', 'idcampagne', 'tokencampagne', 'eventvar1', 'eventvariable1', 'var1'],
		pattern: /\b(?:campaign|campagne)\w* (?:\w+ )*(?:token|id|key|code)\b|\b(?:token|id|key) (?:\w+ )*(?:campaign|campagne)/,
	},
	buttonPosition: {
		names: ['buttonposition', 'buttonindex', 'ctaposition', 'ctaindex', 'positioncta', 'eventvar2', 'eventvariable2', 'var2'],
		pattern: /\b(?:cta|button|bouton)\w* (?:\w+ )*(?:position|index|number|rank)\b|\bposition (?:\w+ )*(?:cta|button|bouton)/,
	},
	buttonText: {
		names: ['buttontext', 'buttonlabel', 'buttoncontent', 'ctatext', 'ctalabel', 'ctacontent', 'eventvar3', 'eventvariable3', 'var3'],
		pattern: /\b(?:cta|button|bouton)\w* (?:\w+ )*(?:text|texte|label|content|contenu|wording)\b/,
	},
	advertisingId: {
		names: ['advertisingid', 'advertiserid', 'adid', 'adsid', 'idfa', 'gaid', 'aaid', 'maid', 'idfagaid', 'gaididfa', 'mobileadid'],
		pattern: /\badvert\w* (?:\w+ )*(?:id|ids|identifier|key)\b|\b(?:idfa|gaid|aaid|maid)\b|\b(?:id|identifiant) (?:\w+ )*(?:advert|publicit)/,
	},
	installationId: {
		names: ['installationid', 'installid', 'batchinstallationid', 'batchinstallid', 'batchid', 'batchuserid', 'installation', 'deviceid'],
		pattern: /\binstall\w* (?:\w+ )*(?:id|ids|identifier|uuid|key)\b|\b(?:id|identifiant) (?:\w+ )*install/,
	},
	optIn: {
		names: ['optin', 'isoptin', 'optedin', 'pushoptin', 'ispushoptin', 'notificationoptin', 'notifon', 'subscribed', 'optinstatus'],
		weakNames: ['status', 'state', 'push', 'notifications'],
		pattern: /\bopt(?:ed)? ?in\b/,
	},
	customId: {
		names: ['customid', 'customuserid', 'customuser', 'userid', 'useridentifier', 'externalid', 'externaluserid', 'customerid', 'cuid', 'clientid', 'uid', 'customidentifier'],
		weakNames: ['id', 'user', 'customer', 'client', 'identifier', 'identifiant'],
		pattern: /\b(?:custom|customer|client|user|utilisateur|external|crm|member|account) (?:\w+ )*(?:id|ids|identifier|identifiant|key|ref|reference)\b|\b(?:id|identifiant) (?:\w+ )*(?:client|user|utilisateur|custom)/,
	},
	time: {
		names: ['timestamp', 'eventtime', 'eventdate', 'eventtimestamp', 'datetime', 'createdat', 'occurredat', 'sentat', 'receivedat', 'horodatage', 'utctimestamp', 'ts'],
		weakNames: ['time', 'date', 'day', 'at', 'hour', 'heure', 'jour', 'utc', 'when'],
		pattern: /\b(?:timestamp|datetime|horodatage)\b|\b(?:event|utc|send|sent|created|creation|evenement) (?:\w+ )*(?:date|time|day|at)\b|\b(?:date|time|heure) (?:\w+ )*(?:event|evenement|utc|of|de)/,
	},
	event: {
		names: ['event', 'events', 'eventname', 'eventtype', 'typeevent', 'evenement', 'typeevenement', 'eventlabel', 'eventkind', 'eventcode'],
		weakNames: ['type', 'name', 'action', 'kind', 'label', 'nom', 'what', 'status'],
		pattern: /\b(?:event|evenement)\w* (?:name|type|label|kind|code|action)\b|\b(?:name|type|nom|kind) (?:\w+ )*(?:event|evenement)/,
	},
	platform: {
		names: ['platform', 'plateforme', 'os', 'operatingsystem', 'devicetype', 'deviceos', 'ostype', 'appplatform'],
		weakNames: ['source', 'device', 'channel', 'app'],
		pattern: /\b(?:device|app|mobile) (?:\w+ )*(?:os|platform|type)\b|\bplatform\b/,
	},
};

export interface HeaderMatch {
	readonly field: Field;
	readonly strength: 'name' | 'pattern' | 'weak';
}

/** The words of a name, joined by blanks: without case, accents and what stands between them. */
export function wordsOf(name: string): string {
	return name
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.replace(/([a-z\d])([A-Z])/g, '$1 $2')
		.toLowerCase()
		.replace(/[ßæœøłđðþı]/g, (letter) => plainLetters[letter])
		.replace(/[^\p{L}\p{N}]+/gu, ' ')
		.trim();
}

/** Letters that are no others with an accent. */
const plainLetters: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' };

/** The fields that a header's name may mean, best first. */
export function matchHeader(name: string): HeaderMatch[] {
	const words = wordsOf(name);
	const joined = words.replaceAll(' ', '');
	const matches = Object.entries(spellings).flatMap(([field, { names, weakNames, pattern }]): HeaderMatch[] => {
		if (names.includes(joined)) return [{ field: field as Field, strength: 'name' }];
		if (pattern?.test(words)) return [{ field: field as Field, strength: 'pattern' }];
		return weakNames?.includes(joined) ? [{ field: field as Field, strength: 'weak' }] : [];
	});
	const order = ['name', 'pattern', 'weak'];
	return matches.sort((first, second) => order.indexOf(first.strength) - order.indexOf(second.strength));
}
