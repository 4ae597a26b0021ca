using System.IO.Pipes;
using System.Text;
using System.Text.Json;
using Analytics.Alerts;
using Analytics.Contracts;
using CsCheck;
using Xunit;

namespace Analytics.Tests.Alerts;

public sealed class AlertSpec
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 13, 0, 0, 120, TimeSpan.FromHours(1));

    private static readonly Alert Monica = new()
    {
        Id = "door-monica-1",
        State = AlertState.Confirmed,
        Person = new("0197"),
        Camera = new("door"),
        Track = new(7),
        FirstSeen = Noon,
        LastSeen = Noon.AddSeconds(3.5),
        FirstMediaTime = TimeSpan.FromSeconds(6),
        LastMediaTime = TimeSpan.FromSeconds(9.5),
        Similarity = new(0.71234f),
        Margin = 0.40f,
        FalseMatchRate = 0.00012,
        Crops = 4,
        Quality = new(0.8f, 96, 0, 0, 0, 1, 120, 0.9f),
        Box = new(10.5f, 20, 64, 80),
        Crop = new byte[] { 0xFF, 0xD8, 1 },
        Name = "Monica Geller",
    };

    [Fact]
    public void An_alert_is_one_line_of_JSON()
    {
        Assert.Equal(
            """{"id":"door-monica-1","state":"confirmed","person":"Monica Geller","personId":"0197","camera":"door","track":7,"firstSeen":"2026-03-01T12:00:00.120Z","lastSeen":"2026-03-01T12:00:03.620Z","firstMediaTime":6,"lastMediaTime":9.5,"similarity":0.712,"margin":0.4,"fmr":0.00012,"score":39.2,"crops":4,"quality":0.8,"box":[10.5,20,64,80],"snapshot":"/data/a.jpg"}""" + "\n",
            Written(Monica, "/data/a.jpg"));
    }

    [Fact]
    public void An_alert_says_how_well_its_rate_is_known_and_which_crops_made_it()
    {
        var line = Written(
            Monica with
            {
                FalseMatchLimits = new(0.00001, 0.0004, Extrapolated: true, AtFloor: false),
                GalleryFalseMatchRate = 0.0012,
                Evidence = [new("door/1", TimeSpan.FromSeconds(6.5), Noon, new(0.7f), 0.8f)],
            },
            null);

        Assert.Contains("""
            "score":39.2,"fmrLower":1E-05,"fmrUpper":0.0004,"fmrExtrapolated":true,"fmrAtFloor":false,"galleryFmr":0.0012,"crops":4,
            """.Trim(), line, StringComparison.Ordinal);
        Assert.Contains("""
            "evidence":[{"id":"door/1","mediaTime":6.5,"at":"2026-03-01T12:00:00.120Z","similarity":0.7,"quality":0.8}]
            """.Trim(), line, StringComparison.Ordinal);
    }

    [Fact]
    public void An_alert_names_those_indistinguishable_from_its_person()
    {
        var line = Written(Monica with { IndistinguishableFrom = [new(new("0198")) { Name = "Monica Bing" }] }, null);

        Assert.Contains(
            """
            "personId":"0197","indistinguishableFrom":[{"person":"Monica Bing","personId":"0198"}],"camera"
            """.Trim(), line, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_calibration_there_is_no_false_match_rate()
    {
        using var json = JsonDocument.Parse(Written(Monica with { FalseMatchRate = null }, null));
        Assert.False(json.RootElement.TryGetProperty("fmr", out _));
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("snapshot").ValueKind);
    }

    [Fact]
    public void Any_name_stays_on_its_line_and_reads_back() =>
        Gen.Select(Gen.String, Gen.Enum<AlertState>(), Gen.Long).Sample((name, state, track) =>
        {
            // A lone half of a surrogate pair has no UTF-8.
            name = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name));
            var line = Written(Monica with { Name = name, State = state, Track = new(track) }, null);
            using var json = JsonDocument.Parse(line);
            return line.IndexOf('\n', StringComparison.Ordinal) == line.Length - 1
                && json.RootElement.GetProperty("person").GetString() == name
                && json.RootElement.GetProperty("track").GetInt64() == track
                && Enum.Parse<AlertState>(json.RootElement.GetProperty("state").GetString()!, ignoreCase: true) == state;
        });

    [Fact]
    public void Alerts_are_appended_to_a_file_and_can_be_read_at_once()
    {
        using var folder = new TempFolder();
        var file = folder.File("deep/er/alerts.jsonl");
        using (var first = AlertJsonLines.Open(file))
        {
            Assert.True(first.Write(Monica, null));
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            Assert.EndsWith("\n", reader.ReadToEnd(), StringComparison.Ordinal);
        }

        using (var second = AlertJsonLines.Open(file))
        {
            second.Write(Monica with { State = AlertState.Closed }, null);
        }

        Assert.Equal(2, File.ReadAllLines(file).Length);
    }

    [Fact]
    public void A_reader_that_has_gone_ends_the_writing_without_an_error()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        using (new AnonymousPipeClientStream(PipeDirection.In, pipe.ClientSafePipeHandle))
        {
        }

        pipe.DisposeLocalCopyOfClientHandle();
        using var alerts = new AlertJsonLines(new StandardOutput((int)pipe.SafePipeHandle.DangerousGetHandle()));
        Assert.False(alerts.Write(Monica, null));
        Assert.False(alerts.Write(Monica, null));
    }

    [Fact]
    public void A_full_disk_is_an_error()
    {
        using var alerts = AlertJsonLines.Open("/dev/full");
        Assert.Throws<IOException>(() => alerts.Write(Monica, null));
    }

    [Fact]
    public void A_file_that_cannot_be_opened_says_so() =>
        Assert.Contains(
            "alerts cannot be written to '/proc/no/alerts.jsonl'",
            Assert.ThrowsAny<FailureException>(() => AlertJsonLines.Open("/proc/no/alerts.jsonl")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_snapshot_lies_under_the_day_and_the_id_of_its_alert()
    {
        using var folder = new TempFolder();
        var store = new SnapshotStore(folder.Path);
        var path = store.Save(Monica);

        Assert.Equal(folder.File("snapshots/2026-03-01/door-monica-1.jpg"), path);
        Assert.Equal(Monica.Crop.ToArray(), File.ReadAllBytes(path!));
        store.Save(Monica with { Crop = new byte[] { 9 } });
        Assert.Equal([9], File.ReadAllBytes(path!));
        Assert.Single(Directory.EnumerateFiles(Path.GetDirectoryName(path)!));
        Assert.Null(store.Save(Monica with { Crop = default }));
    }

    [Fact]
    public void No_id_leads_out_of_the_folder_or_onto_the_file_of_another()
    {
        using var folder = new TempFolder();
        var store = new SnapshotStore(folder.Path);
        string[] ids = ["a/b", "a_b", "../../x", "..", "a\0b", new('ä', 300), "a:b", "ä"];
        var paths = ids.Select(id => store.Save(Monica with { Id = id })!).ToList();

        Assert.Equal(ids.Length, paths.Distinct().Count());
        Assert.All(paths, path => Assert.Equal(folder.File("snapshots/2026-03-01"), Path.GetDirectoryName(Path.GetFullPath(path))));
    }

    private static string Written(Alert alert, string? snapshot)
    {
        using var stream = new MemoryStream();
        using var alerts = new AlertJsonLines(stream);
        alerts.Write(alert, snapshot);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
