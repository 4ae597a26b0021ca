using System.Reflection;
using System.Text.Json;
using Analytics.Contracts;

namespace Analytics.Runtime.Models;

/// <summary>The cards and packs that this build knows; they are carried by the assembly.</summary>
public sealed class ModelCatalog
{
    private const string Prefix = "models/";
    private const string PacksFile = Prefix + "packs.json";
    private static readonly Lazy<ModelCatalog> Carried = new(() => Read(typeof(ModelCatalog).Assembly));

    private readonly Dictionary<string, ModelCard> _cards;
    private readonly Dictionary<string, ModelPack> _packs;

    /// <summary>A catalogue of the given cards and packs.</summary>
    /// <exception cref="InvalidDataException">Two share an id or a file, or a pack names a card that is missing or of another
    /// task.</exception>
    public ModelCatalog(IEnumerable<ModelCard> cards, IEnumerable<ModelPack> packs)
    {
        Cards = [.. cards.OrderBy(card => card.Task).ThenBy(card => card.Id, StringComparer.Ordinal)];
        Packs = [.. packs];
        if (Cards.GroupBy(card => card.Id).Concat(Cards.GroupBy(card => card.File)).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new InvalidDataException($"Two model cards share the id or file '{twice.Key}'.");
        }

        _cards = Cards.ToDictionary(card => card.Id, StringComparer.Ordinal);
        _packs = Packs.ToDictionary(pack => pack.Name, StringComparer.Ordinal);
        foreach (var pack in Packs)
        {
            if (_cards.GetValueOrDefault(pack.Detector)?.Task != ModelTask.Detect
                || _cards.GetValueOrDefault(pack.Embedder)?.Task != ModelTask.Embed)
            {
                throw new InvalidDataException($"Pack '{pack.Name}' needs the card of a detector and of an embedder.");
            }
        }
    }

    /// <summary>What this build carries.</summary>
    public static ModelCatalog BuiltIn => Carried.Value;

    /// <summary>All cards, by task and id.</summary>
    public IReadOnlyList<ModelCard> Cards { get; }

    /// <summary>All packs, in the order of the file.</summary>
    public IReadOnlyList<ModelPack> Packs { get; }

    /// <summary>The card of a model that does <paramref name="task"/>.</summary>
    /// <exception cref="FailureException">No such card, or it does something else.</exception>
    public ModelCard Card(string id, ModelTask task) =>
        _cards.TryGetValue(id, out var card) && card.Task == task
            ? card
            : throw new NotFoundException(
                $"'{id}' is not a model that can {Verb(task)}; choose one of "
                + $"{string.Join(", ", Cards.Where(c => c.Task == task).Select(c => c.Id))}.")
            {
                Subject = FailureSubject.Model,
            };

    /// <summary>The pack of that name.</summary>
    /// <exception cref="FailureException">No such pack.</exception>
    public ModelPack Pack(string name) =>
        _packs.TryGetValue(name, out var pack)
            ? pack
            : throw new NotFoundException($"'{name}' is not a model pack; choose one of {string.Join(", ", Packs.Select(p => p.Name))}.")
            {
                Subject = FailureSubject.Model,
            };

    /// <summary>The cards of a pack: the detector and the embedder.</summary>
    public IReadOnlyList<ModelCard> CardsOf(ModelPack pack) => [_cards[pack.Detector], _cards[pack.Embedder]];

    private static string Verb(ModelTask task) => task switch
    {
        ModelTask.Detect => "detect faces",
        ModelTask.Embed => "embed faces",
        ModelTask.Landmarks => "find landmarks",
        _ => "judge liveness",
    };

    private static ModelCatalog Read(Assembly assembly)
    {
        var cards = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name != PacksFile)
            .Select(name => ModelCard.Parse(Content(assembly, name), name));
        return new ModelCatalog(cards, JsonSerializer.Deserialize(Content(assembly, PacksFile), ModelJson.Default.ModelPackArray)!);
    }

    private static byte[] Content(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
