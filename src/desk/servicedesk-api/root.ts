/** Where the service-desk API begins. */
export const servicedeskRoot = '/rest/servicedeskapi'
