/// <reference types="poool-access" />
import type { EventDefinition } from './pageEvent';

/** The names Poool's own types know, without their second spelling (`onReady`). */
type TypedName = Parameters<ReturnType<typeof Access.init>['on']>[0];
type AccessEventName = TypedName extends infer Name ? (Name extends `on${Capitalize<string>}` ? never : Name) : never;

const action = { widget: 'text', actionName: 'text' } as const;
const trigger = { ...action, trigger: 'text', triggerType: 'text', triggerValue: 'text' } as const;
const click = { ...action, button: 'text', url: 'url' } as const;

/**
 * Every event of Access.js (poool-purchasely.md §1.2). `satisfies` holds the table to `@types/poool-access`:
 * an event that a later version adds or drops fails the build.
 */
export const accessEvents = {
	identityAvailable: {
		title: 'Identity Available',
		when: 'Poool knows the reader, the context and the scenario',
		fields: {
			userId: 'text',
			contextName: 'text',
			contextType: 'text',
			contextValue: 'text',
			groupSlug: 'text',
			scenarioName: 'text',
			...trigger,
		},
	},
	lock: { title: 'Lock', when: 'The article is locked', fields: {} },
	ready: { title: 'Ready', when: 'The paywall is loaded and shown', fields: trigger },
	paywallSeen: { title: 'Paywall Seen', when: 'The paywall entered the visible part of the page', fields: trigger },
	release: { title: 'Release', when: 'The article is unlocked', fields: trigger },
	register: {
		title: 'Register',
		when: 'A reader left an e-mail address in the newsletter or pass widget',
		fields: { email: 'text', newsletterId: 'text', passId: 'text' },
	},
	subscribeClick: { title: 'Subscribe Click', when: 'A reader clicked to subscribe', fields: click },
	loginClick: { title: 'Login Click', when: 'A reader clicked to log in', fields: click },
	discoveryLinkClick: {
		title: 'Discovery Link Click',
		when: 'A reader clicked the link of the link discovery widget',
		fields: click,
	},
	alternativeClick: {
		title: 'Alternative Click',
		when: 'A reader clicked "No, thanks"',
		fields: { ...action, button: 'text' },
	},
	error: { title: 'Error', when: 'The paywall failed', fields: { message: 'text' } },
	outdatedBrowser: { title: 'Outdated Browser', when: 'The browser is too old for the paywall', fields: {} },
	dataPolicyClick: { title: 'Data Policy Click', when: 'A reader opened the data policy', fields: click },
	formSubmit: { title: 'Form Submit', when: 'A reader submitted a form', fields: { name: 'text' } },
	facebookLoginClick: { title: 'Facebook Login Click', when: 'A reader clicked to log in with Facebook', fields: action },
	googleLoginClick: { title: 'Google Login Click', when: 'A reader clicked to log in with Google', fields: action },
	answer: {
		title: 'Answer',
		when: 'A reader answered the question widget',
		fields: { questionId: 'text', answer: 'text' },
	},
	consent: { title: 'Consent', when: 'A reader clicked the consent button of a cookie wall', fields: {} },
	customButtonClick: {
		title: 'Custom Button Click',
		when: 'A reader clicked a button of your own',
		fields: { name: 'text', url: 'url', buttonId: 'text' },
	},
	externalLinkClick: { title: 'External Link Click', when: 'A reader clicked an external link', fields: {} },
} as const satisfies Record<AccessEventName, EventDefinition>;
