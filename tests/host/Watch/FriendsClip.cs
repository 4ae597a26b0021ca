using System.Text.Json;
using Xunit;

namespace Analytics.Tests.Host.Watch;

/// <summary>Who is in view when in the clip of the six friends, seconds of its presentation time.</summary>
internal static class FriendsClip
{
    /// <summary>Presentation time of the first picture.</summary>
    public const double Start = 1.704;

    private const double Timeout = 2.0;

    // A quarter of a second of slack for the reading of the cuts; of a live stream another one, which is how exact its media times are (ADR
    // 17).
    private const double Slack = 0.25;
    private const double LiveSlack = 0.5;

    private static readonly Dictionary<string, double> InViewFrom = new()
    {
        ["Rachel"] = 1.7,
        ["Joey"] = 1.7,
        ["Monica"] = 6.0,
        ["Chandler"] = 6.0,
        ["Phoebe"] = 13.0,
        ["Ross"] = 13.0,
    };

    private static readonly (double From, double To, string[] People)[] Shots =
    [
        (1.7, 6.0, ["Rachel", "Joey"]), (18.4, 20.5, ["Rachel", "Joey"]), (6.0, 12.9, ["Monica", "Chandler"]),
        (24.8, 28.1, ["Monica", "Chandler"]), (13.0, 18.4, ["Phoebe", "Ross"]), (20.6, 24.7, ["Phoebe", "Ross"]),
        (24.8, 25.8, ["Phoebe"]), // at the right edge of the shot of Monica and Chandler, in the clothes of the shot before
    ];

    /// <summary>The six.</summary>
    public static IEnumerable<string> People => InViewFrom.Keys;

    /// <summary>The media time at which each person was named for the first time.</summary>
    public static Dictionary<string, double> FirstNamings(IEnumerable<JsonElement> alerts) => alerts
        .Where(alert => alert.GetProperty("state").GetString() == "early")
        .GroupBy(alert => alert.GetProperty("person").GetString()!)
        .ToDictionary(person => person.Key, person => person.Min(alert => alert.GetProperty("lastMediaTime").GetDouble()));

    /// <summary>All six, each within two seconds of coming into view.</summary>
    /// <param name="alerts">Of one camera.</param>
    /// <param name="start">Media time of the clip's first picture on that camera.</param>
    public static void AssertAllNamedInTime(IReadOnlyList<JsonElement> alerts, double start = Start)
    {
        var named = FirstNamings(alerts);
        Assert.Equal(People.Order(), named.Keys.Order());
        foreach (var (person, seconds) in named)
        {
            var came = InViewFrom[person] - Start + start;
            Assert.True(seconds <= came + Timeout, $"{person} was named at {seconds:0.00} s, in view from {came:0.00} s");
        }
    }

    /// <summary>Whoever an alert names was in view.</summary>
    public static void AssertInView(JsonElement alert, double start = Start)
    {
        var slack = start == Start ? Slack : LiveSlack;
        var person = alert.GetProperty("person").GetString()!;
        var last = alert.GetProperty("lastMediaTime").GetDouble() - start + Start;
        Assert.Contains(Shots, shot => shot.People.Contains(person) && last > shot.From - slack && last < shot.To + slack);
    }
}
