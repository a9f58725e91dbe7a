import type { Response } from 'express';
import { SERVICE_ACCOUNT_ISSUER } from '../auth/authenticator.ts';
import type { TokenSigner } from '../auth/token-signer.ts';
import { jsonWebKeySet, openIdConfiguration } from '../catalog/well-known.ts';
import type { Route } from './app.ts';
import { JSON_TYPE } from './negotiate.ts';
import { write } from './respond.ts';

const KEYS_PATH = '/openid/v1/jwks';
const KEYS_TYPE = 'application/jwk-set+json';

/** The media type of the document at `path`. */
export function openIdType(path: string): string {
  return path === KEYS_PATH ? KEYS_TYPE : JSON_TYPE;
}

/**
 * The documents with which others check service account tokens.
 * @param address `https://host:port` under which others reach this server
 */
export function openIdRoutes(
  signer: TokenSigner,
  address: () => string,
): (path: string) => Route | undefined {
  return (path) => {
    switch (path) {
      case '/.well-known/openid-configuration':
        return (_request, response) => {
          const document = openIdConfiguration(SERVICE_ACCOUNT_ISSUER, `${address()}${KEYS_PATH}`);
          send(response, document, JSON_TYPE);
        };
      case KEYS_PATH:
        return async (_request, response) =>
          send(response, jsonWebKeySet([await signer.publicKey()]), KEYS_TYPE);
      default:
        return undefined;
    }
  };
}

function send(response: Response, document: object, type: string): void {
  response.statusCode = 200;
  response.setHeader('Content-Type', type);
  response.setHeader('Cache-Control', 'public, max-age=3600');
  write(response, JSON.stringify(document), undefined);
}
