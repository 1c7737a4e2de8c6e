import type { Inventories, Inventory, Method } from '../../../src/model.ts';

/** An inventory of endpoints given as `GET /v2/images` or `POST /servers/{id}/action#reboot`. */
export const inventoryOf = (...endpoints: readonly string[]): Inventory => ({
  version: 1,
  service: 'glance',
  release: '25.1.0',
  dbApi: [],
  endpoints: endpoints.map((endpoint) => {
    const [method, target = ''] = endpoint.split(' ') as [Method, string];
    const [path = '', action] = target.split('#');
    return { method, path, ...(action ? { action } : {}), controller: 'images.any', kind: 'api' };
  }),
});

export const INVENTORIES: Inventories = {
  glance: inventoryOf(
    'GET /v2/images',
    'POST /v2/images',
    'GET /v2/images/{image_id}',
    'DELETE /v2/images/{image_id}',
    'PUT /v2/images/{image_id}/file',
  ),
  nova: {
    ...inventoryOf(
      'GET /servers',
      'POST /servers',
      'GET /servers/{id}',
      'POST /servers/{id}/action#reboot',
      'POST /servers/{id}/action#os-start',
    ),
    service: 'nova',
  },
};
