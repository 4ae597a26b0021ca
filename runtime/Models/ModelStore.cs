using System.Security.Cryptography;
using Analytics.Contracts;

namespace Analytics.Runtime.Models;

/// <summary>How a model stands in the store.</summary>
public enum ModelState
{
    /// <summary>There is no file.</summary>
    Missing,

    /// <summary>There is a file of the right length.</summary>
    Present,

    /// <summary>The file is not the one that the card describes.</summary>
    Altered,
}

/// <summary>
/// The folder of model files. A model is handed out as bytes whose hash was checked, so that what was checked is what runs.
/// </summary>
public sealed class ModelStore
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "ANALYTICS_MODELS";

    /// <summary>A store in <paramref name="folder"/>, which need not exist yet.</summary>
    public ModelStore(string folder, ModelCatalog catalog)
    {
        Folder = Path.GetFullPath(folder);
        Catalog = catalog;
    }

    /// <summary>Where the files lie, but for those that the installation carries.</summary>
    public string Folder { get; }

    /// <summary>Where the files of bundled models lie: beside the executable.</summary>
    public static string BundleFolder => Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>The models that it may hold.</summary>
    public ModelCatalog Catalog { get; }

    /// <summary>
    /// The folder that <c>ANALYTICS_MODELS</c> names, else <c>analytics/models</c> under <c>XDG_DATA_HOME</c>, else under
    /// <c>~/.local/share</c>. A relative <c>XDG_DATA_HOME</c> does not count (XDG base directory specification).
    /// </summary>
    /// <param name="variable">Reads an environment variable.</param>
    public static string DefaultFolder(Func<string, string?> variable)
    {
        if (variable(Variable) is { Length: > 0 } named)
        {
            return named;
        }

        var data = variable("XDG_DATA_HOME") is { } xdg && Path.IsPathFullyQualified(xdg)
            ? xdg
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share");
        return Path.Combine(data, "analytics", "models");
    }

    /// <summary>Makes the folder where there is none.</summary>
    /// <exception cref="FailureException">It cannot be made.</exception>
    internal void Make()
    {
        try
        {
            Directory.CreateDirectory(Folder);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UnavailableException(
                $"The folder of models '{Folder}' cannot be created: {fault.Message} Set another in Models:Folder or the variable "
                + $"{Variable}.");
        }
    }

    /// <summary>The calibration on the card of an embedder; none where it was not measured.</summary>
    /// <exception cref="FailureException">There is no such embedder.</exception>
    public Calibration? CalibrationOf(ModelId embedder) => Catalog.Card(embedder.Value, ModelTask.Embed).Calibration;

    /// <summary>Where the file of a model is or would be.</summary>
    public string PathOf(ModelCard card) => Path.Combine(card.Bundled ? BundleFolder : Folder, card.File);

    /// <summary>Whether the file is there, by its length only.</summary>
    public ModelState StateOf(ModelCard card)
    {
        var file = new FileInfo(PathOf(card));
        return !file.Exists ? ModelState.Missing : file.Length == card.Bytes ? ModelState.Present : ModelState.Altered;
    }

    /// <summary>Whether the file is there and unaltered, by its hash.</summary>
    public ModelState Verify(ModelCard card)
    {
        if (StateOf(card) is var state && state != ModelState.Present)
        {
            return state;
        }

        using var stream = File.OpenRead(PathOf(card));
        return Hash(stream) == card.Sha256 ? ModelState.Present : ModelState.Altered;
    }

    /// <summary>The bytes of a model, their hash checked.</summary>
    /// <exception cref="FailureException">The file is missing or altered; the message has the remedy.</exception>
    public byte[] Load(ModelCard card)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(PathOf(card));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new NotFoundException($"Model '{card.Id}' is not in {Path.GetDirectoryName(PathOf(card))}. {OriginOf(card)}")
            {
                Subject = card.Bundled ? FailureSubject.None : FailureSubject.ModelFile,
                Named = NameOf(card),
            };
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        if (hash != card.Sha256)
        {
            throw new InvalidException(
                $"Model '{card.Id}' in {PathOf(card)} is altered: its SHA-256 is {hash}, the card says {card.Sha256}. "
                + $"Delete the file. {OriginOf(card)}")
            {
                Subject = card.Bundled ? FailureSubject.None : FailureSubject.ModelFile,
                Named = NameOf(card),
            };
        }

        return content;
    }

    internal static string Hash(Stream stream) => Convert.ToHexStringLower(SHA256.HashData(stream));

    /// <summary>Where the file of a model comes from, as a sentence.</summary>
    public static string OriginOf(ModelCard card) => card switch
    {
        { Bundled: true } => "This release carries it: install or build the release again.",
        { Source.Download: null } => $"It is made from {card.Source.Page}.",
        _ => $"Its makers publish it at {card.Source.Page}.",
    };

    // What the user names to have it: the pack, where it is in one.
    private string? NameOf(ModelCard card) => card.Bundled || card.Source.Download is null ? null
        : Catalog.Packs.FirstOrDefault(pack => pack.Detector == card.Id || pack.Embedder == card.Id)?.Name ?? card.Id;
}
