/** Method, path and operationId of the documented operations of the platform itself: assistants, voice, marketplace, sign-in. */
export const PLATFORM: Record<string, string> = {
  'agent-studio': `
    POST /agent-studio/agent create-agent
    GET /agent-studio/agent get-agents
    PATCH /agent-studio/agent/versions/:versionId update-agent-version
    PATCH /agent-studio/agent/:agentId update-agent-metadata
    DELETE /agent-studio/agent/:agentId delete-agent
    GET /agent-studio/agent/:agentId get-agent-by-id
    POST /agent-studio/agent/versions/:versionId/publish promote-and-publish
    POST /agent-studio/agent/:agentId/execute execute-agent
    GET /agent-studio/public-api/agents get-agents-deprecated
    GET /agent-studio/public-api/agents/:agentId get-agent-by-id-deprecated
    POST /agent-studio/public-api/agents/:agentId/execute execute-agent-deprecated`,
  'conversation-ai': `
    POST /conversation-ai/agents/:agentId/actions create-action
    GET /conversation-ai/agents/:agentId/actions/list list-actions
    GET /conversation-ai/agents/:agentId/actions/:actionId get-action-by-id
    PUT /conversation-ai/agents/:agentId/actions/:actionId update-action
    DELETE /conversation-ai/agents/:agentId/actions/:actionId delete-action
    PATCH /conversation-ai/agents/:agentId/followup-settings update-followup-settings
    POST /conversation-ai/agents create-agent
    GET /conversation-ai/agents/search search-agent
    PUT /conversation-ai/agents/:agentId update-agent
    GET /conversation-ai/agents/:agentId get-agent
    DELETE /conversation-ai/agents/:agentId delete-agent
    GET /conversation-ai/generations get-generation-details`,
  courses: `
    POST /courses/courses-exporter/public/import import-courses`,
  'custom-menus': `
    GET /custom-menus/:customMenuId get-custom-menu-by-id
    DELETE /custom-menus/:customMenuId delete-custom-menu
    PUT /custom-menus/:customMenuId update-custom-menu
    GET /custom-menus get-custom-menus
    POST /custom-menus create-custom-menu`,
  'knowledge-base': `
    GET /knowledge-bases/faqs list
    POST /knowledge-bases/faqs create
    PUT /knowledge-bases/faqs/:id update
    DELETE /knowledge-bases/faqs/:id delete
    GET /knowledge-bases/crawler get-all-website-urls-data-by-knowledge-base
    POST /knowledge-bases/crawler discover-website
    DELETE /knowledge-bases/crawler delete-trained-urls-for-knowledge-base
    GET /knowledge-bases/crawler/status get-crawling-status-for-latest-operation
    POST /knowledge-bases/crawler/train train-discovered-urls
    GET /knowledge-bases/:knowledgeBaseId get-knowledge-base-by-id
    DELETE /knowledge-bases/:knowledgeBaseId delete-knowledge-base
    PUT /knowledge-bases/:id update-knowledge-base
    GET /knowledge-bases list-all-knowledge-bases-paginated
    POST /knowledge-bases create-knowledge-base`,
  marketplace: `
    POST /marketplace/billing/charges charge
    GET /marketplace/billing/charges get-charges
    DELETE /marketplace/billing/charges/:chargeId delete-charge
    GET /marketplace/billing/charges/:chargeId get-specific-charge
    GET /marketplace/billing/charges/has-funds has-funds
    DELETE /marketplace/app/:appId/installations uninstall-application
    GET /marketplace/app/:appId/installations get-installer-details
    GET /marketplace/app/:appId/rebilling-config/location/:locationId get-rebilling-config-for-app
    POST /marketplace/external-auth/migration migrate-connection`,
  oauth: `
    POST /oauth/token get-access-token
    POST /oauth/locationToken get-location-access-token
    GET /oauth/installedLocations get-installed-location`,
  'phone-system': `
    GET /phone-system/number-pools get-number-pool-list
    GET /phone-system/numbers/location/:locationId/available available-numbers
    POST /phone-system/numbers/location/:locationId/purchase purchase-phone-number
    GET /phone-system/numbers/location/:locationId active-numbers`,
  snapshots: `
    GET /snapshots get-custom-snapshots
    POST /snapshots/share/link create-snapshot-share-link
    GET /snapshots/snapshot-status/:snapshotId get-snapshot-push
    GET /snapshots/snapshot-status/:snapshotId/location/:locationId get-latest-snapshot-push`,
  'voice-ai': `
    POST /voice-ai/agents create-agent
    GET /voice-ai/agents get-agents
    PATCH /voice-ai/agents/:agentId patch-agent
    GET /voice-ai/agents/:agentId get-agent
    DELETE /voice-ai/agents/:agentId delete-agent
    GET /voice-ai/dashboard/call-logs get-call-logs
    GET /voice-ai/dashboard/call-logs/:callId get-call-log
    POST /voice-ai/actions create-action
    PUT /voice-ai/actions/:actionId update-action
    GET /voice-ai/actions/:actionId get-action
    DELETE /voice-ai/actions/:actionId delete-action`,
}
