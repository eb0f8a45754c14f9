from django.urls import path

from legislation.views import acts, blocks, board, deadlines, deficits, items, measures, practice, what_if
from legislation.views import (
    blocks,
    board,
    consultations,
    items,
    measures,
    opinions,
    practice,
    replies,
    what_if,
)

app_name = "legislation"
urlpatterns = [
    path("", board.Board.as_view(), name="board"),
    path("acts/", acts.ActList.as_view(), name="act-list"),
    path("acts/new/", acts.ActCreate.as_view(), name="act-create"),
    path("acts/deadlines/", deadlines.DeadlinesToConfirm.as_view(), name="act-deadlines"),
    path("acts/<code>/", acts.ActDetail.as_view(), name="act-detail"),
    path("acts/<code>/edit/", acts.ActEdit.as_view(), name="act-edit"),
    path("acts/<code>/deadline/", deadlines.ConfirmDeadline.as_view(), name="act-deadline"),
    path("acts/<slug:code>/measures/new/", measures.AddMeasure.as_view(), name="measure-add"),
    path("blocks/", blocks.BlockList.as_view(), name="block-list"),
    path("blocks/new/", blocks.StateBlock.as_view(), name="state-block"),
    path("blocks/<int:pk>/", blocks.EditBlock.as_view(), name="edit-block"),
    path("blocks/<int:pk>/drop/", blocks.DropBlock.as_view(), name="drop-block"),
    path("deficits/", deficits.DeficitList.as_view(), name="deficit-list"),
    path("comments/<int:pk>/", replies.ReplyToComment.as_view(), name="reply"),
    path("consultations/", consultations.ConsultationList.as_view(), name="consultation-list"),
    path("consultations/<slug:code>/", consultations.ConsultationDetail.as_view(), name="consultation-detail"),
    path("consultations/<slug:code>/edit/", consultations.EditConsultation.as_view(), name="consultation-edit"),
    path("consultations/<slug:code>/open/", consultations.OpenConsultation.as_view(), name="consultation-open"),
    path("consultations/<slug:code>/ask/", consultations.AskInstitution.as_view(), name="consultation-ask"),
    path(
        "consultations/<slug:code>/conclude/",
        consultations.ConcludeConsultation.as_view(),
        name="consultation-conclude",
    ),
    path(
        "consultations/<slug:code>/withdraw/",
        consultations.WithdrawConsultation.as_view(),
        name="consultation-withdraw",
    ),
    path("consultations/<slug:code>/replies/", replies.ReplyToAll.as_view(), name="replies"),
    path("consultations/<slug:code>/opinions/<slug:institution>/", opinions.GiveOpinion.as_view(), name="give-opinion"),
    path(
        "consultations/<slug:code>/opinions/<slug:institution>/extension/",
        opinions.AskExtension.as_view(),
        name="ask-extension",
    ),
    path(
        "consultations/<slug:code>/opinions/<slug:institution>/extension/answer/",
        opinions.AnswerExtension.as_view(),
        name="answer-extension",
    ),
    path(
        "consultations/<slug:code>/opinions/<slug:institution>/dissent/",
        opinions.EndDissent.as_view(),
        name="end-dissent",
    ),
    path(
        "consultations/<slug:code>/opinions/<slug:institution>/dissent/council/",
        opinions.SettleDissent.as_view(),
        name="settle-dissent",
    ),
    path("items/", items.ItemList.as_view(), name="item-list"),
    path("items/<slug:code>/", items.ItemDetail.as_view(), name="item-detail"),
    path("items/<slug:code>/consultation/", consultations.PrepareConsultation.as_view(), name="consultation-prepare"),
    path("items/<slug:code>/what-if/", what_if.WhatIf.as_view(), name="what-if"),
    path("measures/<int:pk>/remove/", measures.RemoveMeasure.as_view(), name="measure-remove"),
    path("terms/", practice.Terms.as_view(), name="terms"),
    path("terms/consultation/", practice.SetPractice.as_view(), name="set-practice"),
    path("terms/stage/", practice.SetStageTerm.as_view(), name="set-stage-term"),
]
