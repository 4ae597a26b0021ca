using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Analytics.Contracts;

namespace Analytics.Runtime.Models;

/// <summary>How far a download is.</summary>
/// <param name="Url">What is downloaded.</param>
/// <param name="Bytes">Bytes by now, with those of an earlier attempt.</param>
/// <param name="Total">Bytes in all; none where the server does not say.</param>
public readonly record struct DownloadProgress(string Url, long Bytes, long? Total);

/// <summary>
/// Fetches models from where their makers publish them. What arrived is kept beside the store under <c>.download-….part</c> until it
/// is whole, so that a broken download goes on where it stopped.
/// </summary>
/// <param name="client">Makes the requests; follows redirects.</param>
public sealed class ModelDownload(HttpClient client)
{
    private const int BufferLength = 1 << 17;

    /// <summary>
    /// Fetches those of <paramref name="cards"/> that the store does not hold; an archive that holds several is fetched once.
    /// </summary>
    /// <param name="store">Where they go.</param>
    /// <param name="cards">The models.</param>
    /// <param name="acceptLicence">Whether the user accepts licences that forbid some uses.</param>
    /// <param name="progress">Receives the progress after every chunk.</param>
    /// <param name="cancellationToken">Stops; what arrived is kept for the next attempt.</param>
    /// <returns>The models that were fetched.</returns>
    /// <exception cref="FailureException">
    /// A licence was not accepted, a model cannot be downloaded, a server failed or sent something else. Models that were fetched before
    /// stay.
    /// </exception>
    public async Task<IReadOnlyList<ModelCard>> PullAsync(
        ModelStore store, IEnumerable<ModelCard> cards, bool acceptLicence, IProgress<DownloadProgress> progress,
        CancellationToken cancellationToken)
    {
        var missing = cards.Where(card => store.Verify(card) != ModelState.Present).ToList();
        if (missing.FirstOrDefault(card => card.Licence.RequiresAcceptance && !acceptLicence) is { } restricted)
        {
            throw new InvalidException(
                $"Model '{restricted.Id}' is under {restricted.Licence.Id} ({restricted.Licence.Url}), which forbids some uses. "
                + "This licence was not accepted.")
            {
                Subject = FailureSubject.Licence,
            };
        }

        var fetched = new List<ModelCard>();
        foreach (var group in missing.Where(card => card.Source.Download is not null).GroupBy(card => card.Source.Download!))
        {
            await PullAsync(store, group.Key, group, progress, cancellationToken);
            fetched.AddRange(group);
        }

        if (missing.FirstOrDefault(card => card.Source.Download is null) is { } unpublished)
        {
            throw new InvalidException(
                $"Model '{unpublished.Id}' cannot be downloaded: {unpublished.Source.Note ?? "the file is not published."}")
            {
                Subject = FailureSubject.ModelFile,
            };
        }

        return fetched;
    }

    private async Task PullAsync(
        ModelStore store,
        string url,
        IEnumerable<ModelCard> cards,
        IProgress<DownloadProgress> progress,
        CancellationToken cancellationToken)
    {
        await using var part = Open(store, url);
        try
        {
            await DownloadAsync(part, store, url, progress, cancellationToken);
        }
        finally
        {
            if (part.Length == 0)
            {
                File.Delete(part.Name); // there is nothing to resume
            }
        }

        foreach (var card in cards)
        {
            Unpack(store, card, part);
        }

        File.Delete(part.Name);
    }

    // What arrived so far. Held until the models in it are in the store: two processes would write into each other's bytes.
    private static FileStream Open(ModelStore store, string url)
    {
        store.Make();
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(url)))[..16];
        var path = Path.Combine(store.Folder, $".download-{name}.part");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new BusyException($"Another process downloads {url} to {store.Folder}. Wait for it, then run the command again.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UnavailableException($"{url} cannot be downloaded to {store.Folder}: {error.Message}");
        }
    }

    private async Task DownloadAsync(
        FileStream part, ModelStore store, string url, IProgress<DownloadProgress> progress, CancellationToken cancellationToken)
    {
        try
        {
            await FetchAsync(url, part, progress, cancellationToken);
        }
        catch (Exception error) when (
            error is HttpRequestException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // A cancellation that nobody asked for is a time-out.
            throw new UnavailableException(
                $"{url} cannot be downloaded: {error.Message} Check the network and repeat the download (it resumes), or carry the "
                    + "file over "
                + "and import it.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UnavailableException(
                $"{url} cannot be downloaded to {store.Folder}: {error.Message} Repeat the download; it resumes.");
        }
    }

    private async Task FetchAsync(string url, FileStream part, IProgress<DownloadProgress> progress, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("analytics", null));
        if (part.Length > 0)
        {
            request.Headers.Range = new RangeHeaderValue(part.Length, null);
        }

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            // The part is the whole already; its hash says whether it is the right one.
            return;
        }

        response.EnsureSuccessStatusCode();
        part.SetLength(response.StatusCode == HttpStatusCode.PartialContent ? part.Length : 0);
        part.Position = part.Length;
        var total = response.Content.Headers.ContentLength + part.Length;
        await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[BufferLength];
        int read;
        while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            await part.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            progress.Report(new DownloadProgress(url, part.Length, total));
        }
    }

    // Whatever is wrong with what arrived, going on from it would not mend it.
    private static void Unpack(ModelStore store, ModelCard card, FileStream part)
    {
        var placed = false;
        part.Position = 0;
        try
        {
            if (card.Source.ArchiveEntry is not { } entry)
            {
                ModelFile.Place(store, card, part, card.Source.Download!);
            }
            else
            {
                using ZipArchive archive = new(part, ZipArchiveMode.Read, leaveOpen: true);
                using var content = archive.Entries.FirstOrDefault(candidate => candidate.Name == entry)?.Open()
                    ?? throw new InvalidException(
                        $"{card.Source.Download} holds no '{entry}'. Take a newer release of Analytics, or import the file.");
                ModelFile.Place(store, card, content, $"{card.Source.Download} ({entry})");
            }

            placed = true;
        }
        catch (InvalidDataException error)
        {
            throw new InvalidException($"{card.Source.Download} is not a ZIP archive: {error.Message} Run the command again.");
        }
        finally
        {
            if (!placed)
            {
                File.Delete(part.Name);
            }
        }
    }
}
