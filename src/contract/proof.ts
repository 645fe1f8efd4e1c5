// How caller and hub show each other that both have read the owner's token, without sending it: the address may be a stranger's.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a proof is for: neither side can answer with the other's. */
export type Side = 'caller' | 'hub';

/** A fresh number of a caller, 128 bits in hex. */
export const newNonce = (): string => randomBytes(16).toString('hex');

/** HMAC-SHA256 in hex, keyed with the token. */
export const proofOf = (token: string, side: Side, nonce: string): string =>
	createHmac('sha256', token).update(`${side} ${nonce}`).digest('hex');

/** Whether `given` is that proof; in constant time. */
export function isProof(given: unknown, token: string, side: Side, nonce: unknown): boolean {
	if (typeof given !== 'string' || typeof nonce !== 'string' || !/^[0-9a-f]{32}$/.test(nonce) || !/^[0-9a-f]{64}$/.test(given))
		return false;
	return timingSafeEqual(Buffer.from(given, 'hex'), Buffer.from(proofOf(token, side, nonce), 'hex'));
}
