import {
	appSchemePattern,
	purchaselyDeeplink,
	purchaselyScreens,
	type PurchaselyScreen,
	type PurchaselyScreenKey,
} from '../../../shared/purchasely/deeplink';
import { violation, type Violation } from '../../../shared/batch/violation';
import type { Item } from '../../run/item';

/** The deeplink of a row's message; absent when a tap opens the app. */
export function readDeeplink(item: Item): { deeplink?: string; violations: Violation[] } {
	const target = item.choice('deeplinkTo');
	if (target === 'url') {
		const deeplink = item.text('deeplink');
		return /^[a-z][a-z0-9+.-]*:\S+$/i.test(deeplink)
			? { deeplink, violations: [] }
			: { violations: [violation('Deeplink', deeplink, 'must be an address with a scheme, e.g. news://article/42')] };
	}
	return target === 'purchasely' ? readPurchaselyScreen(item) : { violations: [] };
}

function readPurchaselyScreen(item: Item): { deeplink?: string; violations: Violation[] } {
	const appScheme = item.text('appScheme').replace(/:\/*$/, '');
	const key = item.choice<string>('purchaselyScreen');
	const identifier = item.text('purchaselyIdentifier');
	const screen = Object.hasOwn(purchaselyScreens, key) ? (purchaselyScreens[key as PurchaselyScreenKey] as PurchaselyScreen) : undefined;
	const violations: Violation[] = [];
	if (!appSchemePattern.test(appScheme)) {
		violations.push(violation('App Scheme', appScheme, 'must be the scheme of the app, e.g. news'));
	}
	if (screen === undefined) violations.push(violation('Screen', key, 'is not a screen of Purchasely'));
	else if (screen.identifier && !screen.identifierIsOptional && identifier === '') {
		violations.push(violation('Screen Identifier', '', `must hold the ${screen.identifier}`));
	}
	if (violations.length > 0) return { violations };
	const used = screen?.identifier === undefined ? '' : identifier;
	return { deeplink: purchaselyDeeplink(appScheme, key as PurchaselyScreenKey, used), violations };
}
