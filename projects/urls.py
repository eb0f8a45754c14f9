from django.urls import path

from projects.views import compare, functions, plan, portfolio, project, reports, rounds, signal, snapshots, timeline

app_name = "projects"
urlpatterns = [
    path("projects/", portfolio.ProjectList.as_view(), name="project-list"),
    path("projects/new/", project.ProjectCreate.as_view(), name="project-create"),
    path("projects/timeline/", timeline.PortfolioTimeline.as_view(), name="timeline"),
    path("projects/<code>/", project.ProjectDetail.as_view(), name="project-detail"),
    path("projects/<code>/edit/", project.ProjectEdit.as_view(), name="project-edit"),
    path("projects/<code>/stage/", project.ChangeStage.as_view(), name="change-stage"),
    path("projects/<code>/lead/", project.ChangeLead.as_view(), name="change-lead"),
    path("projects/<code>/functions/", functions.ServeFunctions.as_view(), name="serve-functions"),
    path("projects/<code>/baseline/", plan.ApproveBaseline.as_view(), name="approve-baseline"),
    path("projects/<code>/milestone/", plan.PlanMilestone.as_view(), name="plan-milestone"),
    path("milestones/<int:pk>/", plan.MoveMilestone.as_view(), name="move-milestone"),
    path("projects/<code>/invite/", project.Invite.as_view(), name="invite"),
    path("projects/<code>/assess/", project.Assess.as_view(), name="assess"),
    path("projects/<code>/history/", project.ProjectHistory.as_view(), name="project-history"),
    path("projects/<code>/reports/<int:round>/", reports.ReportDetail.as_view(), name="report-detail"),
    path("projects/<code>/reports/<int:round>/report/", reports.ReportStatus.as_view(), name="report-status"),
    path(
        "projects/<code>/reports/<int:round>/nothing-changed/",
        reports.ReportNothingChanged.as_view(),
        name="report-nothing-changed",
    ),
    path("projects/<code>/reports/<int:round>/accept/", reports.AcceptReport.as_view(), name="accept-report"),
    path("projects/<code>/reports/<int:round>/return/", reports.ReturnReport.as_view(), name="return-report"),
    path("invitations/<int:pk>/", project.AnswerInvitation.as_view(), name="answer-invitation"),
    path("reports/", reports.OurReports.as_view(), name="our-reports"),
    path("rounds/", rounds.RoundList.as_view(), name="round-list"),
    path("rounds/compare/", compare.CompareRounds.as_view(), name="round-compare"),
    path("rounds/open/", rounds.RoundOpen.as_view(), name="round-open"),
    path("rounds/<int:pk>/", rounds.RoundDetail.as_view(), name="round-detail"),
    path("rounds/<int:pk>/close/", rounds.RoundClose.as_view(), name="round-close"),
    path("snapshots/", snapshots.SnapshotList.as_view(), name="snapshot-list"),
    path("snapshots/<int:number>/", snapshots.SnapshotDetail.as_view(), name="snapshot-detail"),
    path("signal/", signal.Signal.as_view(), name="signal"),
    path("signal/thresholds/", signal.SetThresholds.as_view(), name="set-thresholds"),
]
