export { learnerDigest } from './access/audit.ts';
export type { Claims, IdKind, Role } from './access/claims.ts';
export type { TokenKeys } from './access/keys.ts';
export { SHORTEST_SECRET } from './access/keys.ts';
export { linkPath, signToken, staffLinkPath, type UnsignedClaims } from './access/sign-token.ts';
export { CATALOGUE, type Indicator } from './catalogue/indicators.ts';
export { DEFAULT_GATEWAY_CONFIG, type GatewayConfig, gatewayConfigOf, gatewayEnvironment } from './config.ts';
export { builtDashboard } from './dashboard/built-dashboard.ts';
export { DASHBOARD_FOLDER, type DashboardOptions, dashboardRoutes } from './dashboard/dashboard-routes.ts';
export { GATEWAY_ERRORS } from './errors.ts';
export type { CourseDescription, DescribeCourse } from './figures/course-directory.ts';
export type { FiguresReader, LearnerFigures } from './figures/figures-reader.ts';
export type { GatewayStore } from './figures/gateway-store.ts';
export { createStoredFigures, describeStoredCourse } from './figures/stored-figures.ts';
export { createGateway, type Gateway, type GatewayDeps } from './gateway.ts';
export {
  createLearnerSettings,
  type LearnerSettings,
  type LearnerSettingsDeps,
} from './settings/learner-settings.ts';
export { createSettingsHistory, type SettingsHistory } from './settings/settings-history.ts';
