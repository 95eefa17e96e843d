import type { EndpointRef, WebhookEndpoint } from '../../api/webhooks.ts'

/** What every dialog about an endpoint is given. */
export interface EndpointDialogProps {
  endpointRef: EndpointRef
  endpoint: WebhookEndpoint
  onClose: () => void
}
