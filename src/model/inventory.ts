import type { Method, Service } from './basics.ts';

export interface InventoryEndpoint {
  readonly method: Method;
  /** Path template, such as `/v2/images/{image_id}`. */
  readonly path: string;
  /** The only key of the JSON body, for endpoints that share a path such as `/servers/{id}/action`. */
  readonly action?: string;
  /** The service's own name of its handler, such as `images.show`. */
  readonly controller: string;
  readonly kind: 'api' | 'version-document';
  /** One per handler, oldest first; absent for a service without microversions. */
  readonly microversions?: readonly { readonly min: string; readonly max?: string }[];
  /** Returns 410 in every version. */
  readonly gone?: true;
}

export interface Inventory {
  readonly version: 1;
  readonly service: Service;
  readonly release: string;
  readonly endpoints: readonly InventoryEndpoint[];
  /** Public functions of the service's DB API module. */
  readonly dbApi: readonly string[];
}

export type Inventories = Readonly<Record<Service, Inventory>>;
