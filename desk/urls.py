from django.urls import path

from desk.views import calendar, feed, home, open_work, queue, search

app_name = "desk"
urlpatterns = [
    path("calendar/", calendar.Calendar.as_view(), name="calendar"),
    path("calendar/feed/", feed.FeedPage.as_view(), name="feed-page"),
    path("calendar/feed/revoke/", feed.FeedRevoke.as_view(), name="feed-revoke"),
    path("calendar/feed/<slug:key>.ics", feed.feed, name="feed"),
    path("desk/", home.Home.as_view(), name="home"),
    path("desk/handling/", queue.HandlingEdit.as_view(), name="handle"),
    path("desk/council/", queue.MarkForCouncil.as_view(), name="mark-for-council"),
    path("desk/council/off/", queue.TakeOffCouncil.as_view(), name="take-off-council"),
    path("desk/queue/", queue.QueueList.as_view(), name="queue"),
    path("desk/remind/", queue.Remind.as_view(), name="remind"),
    path("institutions/<slug:code>/open-work/", open_work.MoveOpenWork.as_view(), name="move-open-work"),
    path("search/", search.Search.as_view(), name="search"),
]
