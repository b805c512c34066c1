// Package coherent forecasts the nodes of a hierarchy so that they add up, with
// intervals of what adds up.
//
// Every node, sums too, is forecast by one method of analysis/panel, from the end of
// the panel and from earlier origins, one period apart. The one-step errors at those
// origins weigh the reconciliation (analysis/reconcile); the errors of the
// reconciled forecasts at all horizons, over the half-width of the method's own
// interval there, make the intervals: of each level of the hierarchy the conformal
// quantile of those ratios, times the half-width at the end. So an interval of a sum
// knows of the errors that its parts share, and is as wide as past errors of its
// level were, whatever the method's own intervals are worth. Nothing after an origin
// reaches a forecast from it.
//
// Invariants:
//
//   - Means add up exactly; bounds do not, because quantiles of sums are not sums.
//   - Sums that the panel does not hold are made of the bottom series, and are missing
//     where one of those is.
//   - The order of the panel reaches nothing; paths come in the order of the nodes.
//
// The package refuses a panel without one of the bottom series.
package coherent
