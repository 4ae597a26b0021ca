using Analytics.Contracts;
using Analytics.Runtime.Files;

namespace Analytics.Runtime.Models;

/// <summary>What an import did.</summary>
/// <param name="Taken">The models that were copied, with the file they came from.</param>
/// <param name="AlreadyThere">The models that the folder holds and the store held before, or the release carries.</param>
/// <param name="Restricted">The models that were left because their licences, which forbid some uses, were not accepted.</param>
/// <param name="Unknown">ONNX files of the folder that no card describes.</param>
public sealed record ModelImportReport(
    IReadOnlyList<(ModelCard Card, string From)> Taken, IReadOnlyList<ModelCard> AlreadyThere, IReadOnlyList<ModelCard> Restricted,
    IReadOnlyList<string> Unknown)
{
    /// <summary>What of the folder was left out, as a sentence; none where nothing was. See <see cref="FolderEntries"/>.</summary>
    public string? LeftOut { get; init; }
}

/// <summary>Takes models from a folder into the store by their hash, whatever they are called: for sites without a network.</summary>
public static class ModelImport
{
    /// <summary>
    /// Looks through <paramref name="folder"/> and all below it, and follows links. Only files whose length a card states are read. A
    /// copy appears in the store under its name at once, whole and checked.
    /// </summary>
    /// <param name="store">Where they go.</param>
    /// <param name="folder">Where they are.</param>
    /// <param name="acceptLicence">Whether the user accepts licences that forbid some uses.</param>
    /// <exception cref="FailureException">There is no such folder.</exception>
    public static ModelImportReport Run(ModelStore store, string folder, bool acceptLicence)
    {
        if (!Directory.Exists(folder))
        {
            throw new NotFoundException($"There is no folder '{folder}'. Name the folder that holds the model files.");
        }

        var byHash = store.Catalog.Cards.ToDictionary(card => card.Sha256, StringComparer.Ordinal);
        var lengths = store.Catalog.Cards.Select(card => (long?)card.Bytes).ToHashSet();
        var taken = new Dictionary<string, (ModelCard Card, string From)>(StringComparer.Ordinal);
        var already = new Dictionary<string, ModelCard>(StringComparer.Ordinal);
        var restricted = new Dictionary<string, ModelCard>(StringComparer.Ordinal);
        var unknown = new List<string>();
        var entries = new FolderEntries();
        foreach (var path in entries.FilesBelow(folder).Order(StringComparer.Ordinal))
        {
            var card = lengths.Contains(LengthOf(path)) ? byHash.GetValueOrDefault(HashOf(path)) : null;
            if (card is null)
            {
                if (Path.GetExtension(path).Equals(".onnx", StringComparison.OrdinalIgnoreCase))
                {
                    unknown.Add(path);
                }
            }
            else if (card.Bundled || (!taken.ContainsKey(card.Id) && store.Verify(card) == ModelState.Present))
            {
                already[card.Id] = card;
            }
            else if (card.Licence.RequiresAcceptance && !acceptLicence)
            {
                restricted[card.Id] = card;
            }
            else if (taken.TryAdd(card.Id, (card, path)))
            {
                Copy(store, card, path);
            }
        }

        return new ModelImportReport([.. taken.Values], [.. already.Values], [.. restricted.Values], unknown) { LeftOut = entries.LeftOut };
    }

    // Of what a link leads to; none where it leads nowhere.
    private static long? LengthOf(string path)
    {
        var file = new FileInfo(path);
        var target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo;
        return target is { Exists: true } ? target.Length : null;
    }

    private static string HashOf(string path)
    {
        using var stream = File.OpenRead(path);
        return ModelStore.Hash(stream);
    }

    private static void Copy(ModelStore store, ModelCard card, string path)
    {
        using var source = File.OpenRead(path);
        ModelFile.Place(store, card, source, path);
    }
}
