using System.IO.Compression;
using Analytics.Contracts;
using Analytics.Runtime.Models;
using Xunit;

namespace Analytics.Tests.Runtime;

/// <summary>Downloads from a real server on this machine.</summary>
public sealed class ModelDownloadSpec : IDisposable
{
    private static readonly byte[] Content = Cards.Bytes(600_000);
    private readonly TempFolder _folder = new();
    private readonly ModelServer _server = new(Content);
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
        _folder.Dispose();
    }

    private ModelCard Card => Cards.Of("one", Content, _server.Url);

    [Fact]
    public async Task A_model_arrives_whole_under_its_name_and_alone()
    {
        var progress = new Chunks();

        var fetched = await PullAsync(progress, Card);

        Assert.Equal(["one"], fetched.Select(card => card.Id));
        Assert.Equal(Content, Store(Card).Load(Card));
        Assert.Equal(["one.onnx"], Stored());
        Assert.Equal(new DownloadProgress(_server.Url, Content.Length, Content.Length), progress.All[^1]);
        Assert.Equal(progress.All.Select(chunk => chunk.Bytes).Order(), progress.All.Select(chunk => chunk.Bytes));
    }

    [Fact]
    public async Task A_model_that_is_there_is_not_asked_for()
    {
        await PullAsync(Card);

        Assert.Empty(await PullAsync(Card));

        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task A_broken_download_goes_on_where_it_stopped()
    {
        _server.BreaksAfter = 250_000;
        var error = await Assert.ThrowsAnyAsync<FailureException>(() => PullAsync(Card));
        Assert.Contains(_server.Url, error.Message, StringComparison.Ordinal);
        Assert.Contains("it resumes", error.Message, StringComparison.Ordinal);
        Assert.Equal(ModelState.Missing, Store(Card).StateOf(Card));
        var progress = new Chunks();

        await PullAsync(progress, Card);

        Assert.Equal(["", "bytes=250000-"], _server.Requests);
        Assert.All(progress.All, chunk => Assert.True(chunk.Bytes > 250_000 && chunk.Total == Content.Length));
        Assert.Equal(Content, Store(Card).Load(Card));
        Assert.Equal(["one.onnx"], Stored());
    }

    [Fact]
    public async Task From_a_server_without_ranges_it_starts_anew()
    {
        _server.KnowsRanges = false;
        _server.BreaksAfter = 250_000;
        await Assert.ThrowsAnyAsync<FailureException>(() => PullAsync(Card));

        await PullAsync(Card);

        Assert.Equal(Content, Store(Card).Load(Card));
    }

    [Fact]
    public async Task A_part_that_was_whole_already_is_taken()
    {
        using var stop = new CancellationTokenSource();
        var stopAtTheEnd = new Chunks(chunk =>
        {
            if (chunk.Bytes == chunk.Total)
            {
                stop.Cancel();
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PullAsync(stopAtTheEnd, Card, cancellationToken: stop.Token));

        await PullAsync(Card);

        Assert.Equal(["", "bytes=600000-"], _server.Requests);
        Assert.Equal(Content, Store(Card).Load(Card));
    }

    [Fact]
    public async Task A_stopped_download_keeps_its_part_for_the_next_time()
    {
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => PullAsync(new Chunks(_ => stop.Cancel()), Card, cancellationToken: stop.Token));
        var part = Assert.Single(Stored());
        Assert.EndsWith(".part", part, StringComparison.Ordinal);
        var length = new FileInfo(_folder.File(part!)).Length;
        Assert.InRange(length, 1, Content.Length - 1);

        await PullAsync(Card);

        Assert.Equal(["", $"bytes={length}-"], _server.Requests);
        Assert.Equal(["one.onnx"], Stored());
    }

    [Fact]
    public async Task While_one_process_downloads_a_file_another_one_is_asked_to_wait()
    {
        FailureException? second = null;

        await PullAsync(
            new Chunks(_ => second ??= Assert.ThrowsAny<FailureException>(() => PullAsync(Card).GetAwaiter().GetResult())), Card);

        Assert.IsType<BusyException>(second);
        Assert.StartsWith($"Another process downloads {_server.Url} to {_folder.Path}.", second.Message, StringComparison.Ordinal);
        Assert.Equal(Content, Store(Card).Load(Card));
        Assert.Equal(["one.onnx"], Stored());
    }

    [Fact]
    public async Task Wrong_bytes_are_refused_with_both_hashes_and_leave_nothing()
    {
        var wrong = Cards.Bytes(600_000, seed: 2);
        _server.Content = wrong;

        var error = await Assert.ThrowsAnyAsync<FailureException>(() => PullAsync(Card));

        foreach (var part in new[] { "Model 'one'", _server.Url, Card.Sha256, Cards.Of("x", wrong).Sha256, "Nothing was stored" })
        {
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }

        Assert.Empty(Stored());
        _server.Content = Content;
        await PullAsync(Card);
        Assert.Equal(["", ""], _server.Requests);
    }

    [Fact]
    public async Task A_model_is_taken_out_of_a_ZIP_archive_wherever_it_lies_there_and_two_of_one_archive_are_fetched_at_once()
    {
        var second = Cards.Bytes(1_000, seed: 2);
        _server.Content = Zip(("readme.txt", [1]), ("buffalo/first.onnx", Content), ("buffalo/second.onnx", second));
        ModelCard[] cards = [InArchive("one", Content, "first.onnx"), InArchive("two", second, "second.onnx")];

        await PullAsync(cards);

        Assert.Single(_server.Requests);
        Assert.Equal(["one.onnx", "two.onnx"], Stored().Order());
        Assert.All(cards, card => Assert.Equal(ModelState.Present, Store(cards).Verify(card)));
    }

    [Fact]
    public async Task An_archive_without_the_model_or_that_is_none_leaves_nothing()
    {
        var card = InArchive("one", Content, "first.onnx");
        foreach (var (
            content, fault) in new[] { (Zip(("other.onnx", Content)), "holds no 'first.onnx'"), (Content, "is not a ZIP archive") })
        {
            _server.Content = content;

            var error = await Assert.ThrowsAnyAsync<FailureException>(() => PullAsync(card));

            Assert.Contains(fault, error.Message, StringComparison.Ordinal);
            Assert.Empty(Stored());
        }
    }

    [Fact]
    public async Task Nothing_is_asked_of_the_net_before_a_licence_that_forbids_some_uses_is_accepted()
    {
        var terms = new ModelLicence { Id = "LicenseRef-Mine", Url = "https://models.example/terms", RequiresAcceptance = true };
        var restricted = Card with { Licence = terms };

        var error = await Assert.ThrowsAnyAsync<FailureException>(() => PullAsync(Cards.Of("two", Content, _server.Url), restricted));

        Assert.Equal(
            "Model 'one' is under LicenseRef-Mine (https://models.example/terms), which forbids some uses. "
            + "This licence was not accepted. Read it, then run the command again with --accept-licence.",
            error.Shown());
        Assert.Empty(_server.Requests);
        Assert.Single(await PullAsync(new Chunks(), restricted, acceptLicence: true));
    }

    [Theory]
    [InlineData("404 Not Found", "404")]
    [InlineData("500 Internal Server Error", "500")]
    public async Task A_refusal_is_reported_with_what_can_be_done_and_leaves_nothing(string refusal, string code)
    {
        _server.Refusal = refusal;

        var error = await Assert.ThrowsAnyAsync<FailureException>(() => PullAsync(Card));

        Assert.StartsWith($"{_server.Url} cannot be downloaded:", error.Message, StringComparison.Ordinal);
        Assert.Contains(code, error.Message, StringComparison.Ordinal);
        Assert.Contains("import it", error.Message, StringComparison.Ordinal);
        Assert.Empty(Stored());
    }

    [Fact]
    public async Task A_refusal_in_between_keeps_what_had_arrived()
    {
        _server.BreaksAfter = 250_000;
        await Assert.ThrowsAnyAsync<FailureException>(() => PullAsync(Card));
        _server.Refusal = "503 Service Unavailable";
        await Assert.ThrowsAnyAsync<FailureException>(() => PullAsync(Card));
        _server.Refusal = null;

        await PullAsync(Card);

        Assert.Equal(["", "bytes=250000-", "bytes=250000-"], _server.Requests);
        Assert.Equal(Content, Store(Card).Load(Card));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_reported_like_one_that_is_not_there()
    {
        _server.IsMute = true;
        _client.Timeout = TimeSpan.FromMilliseconds(200);
        var mute = await Assert.ThrowsAnyAsync<FailureException>(() => PullAsync(Card));
        var gone = await Assert.ThrowsAnyAsync<FailureException>(() => PullAsync(Cards.Of("one", Content, "http://127.0.0.1:1/x")));

        Assert.All([mute, gone], error => Assert.Contains("Check the network", error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_model_that_nobody_publishes_is_reported_after_the_others_were_fetched()
    {
        var unpublished = Cards.Of("two", Cards.Bytes(1_000, seed: 2));

        var error = await Assert.ThrowsAnyAsync<FailureException>(() => PullAsync(unpublished, Card));

        Assert.Contains("Model 'two' cannot be downloaded: the file is not published.", error.Message, StringComparison.Ordinal);
        Assert.Contains("analytics models import DIR", error.Shown(), StringComparison.Ordinal);
        Assert.Equal(["one.onnx"], Stored());
    }

    private ModelCard InArchive(string id, byte[] content, string entry)
    {
        var card = Cards.Of(id, content, _server.Url);
        return card with { Source = card.Source with { ArchiveEntry = entry } };
    }

    private static byte[] Zip(params (string Name, byte[] Content)[] files)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    private ModelStore Store(params ModelCard[] cards) => Cards.Store(_folder.Path, cards);

    private IEnumerable<string?> Stored() => Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName);

    private Task<IReadOnlyList<ModelCard>> PullAsync(params ModelCard[] cards) =>
        new ModelDownload(_client)
            .PullAsync(Store(cards), cards, acceptLicence: false, new Chunks(), TestContext.Current.CancellationToken);

    private Task<IReadOnlyList<ModelCard>> PullAsync(
        Chunks progress, ModelCard card, bool acceptLicence = false, CancellationToken cancellationToken = default) =>
        new ModelDownload(_client).PullAsync(Store(card), [card], acceptLicence, progress, cancellationToken);

    private sealed class Chunks(Action<DownloadProgress>? onChunk = null) : IProgress<DownloadProgress>
    {
        public List<DownloadProgress> All { get; } = [];

        public void Report(DownloadProgress value)
        {
            All.Add(value);
            onChunk?.Invoke(value);
        }
    }
}
