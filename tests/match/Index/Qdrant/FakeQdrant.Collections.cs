using Grpc.Core;
using Qdrant.Client.Grpc;

namespace Analytics.Tests.Matching.Index.Qdrant;

/// <summary>Collections, aliases and snapshots.</summary>
internal sealed partial class FakeQdrant
{
    private bool Create(CreateCollection asked)
    {
        var vectors = asked.VectorsConfig?.Params;
        if (vectors is not null && !Enum.IsDefined(vectors.Distance))
        {
            throw FakeRefusal.Bad($"Malformed distance parameter, unexpected value: {(int)vectors.Distance}");
        }

        if (vectors is { Size: 0 or > 65536 })
        {
            throw FakeRefusal.Bad(
                $"Validation error in body: [vectors_config.config.size: value {vectors.Size} invalid, must be from 1 to 65536]");
        }

        Named(asked.CollectionName);
        if (_collections.ContainsKey(asked.CollectionName))
        {
            throw new FakeRefusal(StatusCode.AlreadyExists, $"Wrong input: Collection `{asked.CollectionName}` already exists!");
        }

        if (_aliases.ContainsKey(asked.CollectionName))
        {
            throw FakeRefusal.Bad(
                $"Wrong input: Can't create collection with name {asked.CollectionName}. Alias with the same name already exists");
        }

        Agree(asked.HasTimeout ? asked.Timeout : 60);
        _collections[asked.CollectionName] = new FakeCollection(asked, Cluster, time ?? TimeProvider.System);
        return true;
    }

    private bool Update(UpdateCollection asked)
    {
        var collection = Find(asked.CollectionName);
        if (asked.StrictModeConfig is { } limits)
        {
            collection.Limits.Set(limits);
        }

        return true;
    }

    private bool Delete(string name)
    {
        Named(name);
        foreach (var alias in _aliases.Where(alias => alias.Value == name).Select(alias => alias.Key).ToList())
        {
            _aliases.Remove(alias);
        }

        return _collections.Remove(name);
    }

    // One after the other: what came before one that is refused stays done, as in a server.
    private bool Change(ChangeAliases asked)
    {
        Agree(asked.HasTimeout ? asked.Timeout : 60);
        foreach (var action in asked.Actions)
        {
            if (action.DeleteAlias is { } deleted)
            {
                _aliases.Remove(deleted.AliasName);
            }
            else if (action.RenameAlias is { } renamed)
            {
                _aliases[renamed.NewAliasName] = _aliases.Remove(renamed.OldAliasName, out var target)
                    ? target : throw new FakeRefusal(StatusCode.NotFound, $"Not found: Alias {renamed.OldAliasName} does not exists!");
            }
            else
            {
                var created = action.CreateAlias;
                _aliases[created.AliasName] = _collections.ContainsKey(created.CollectionName)
                    ? created.CollectionName
                    : throw new FakeRefusal(StatusCode.NotFound, $"Not found: Collection `{created.CollectionName}` doesn't exist!");
            }
        }

        return true;
    }

    private void Agree(ulong seconds)
    {
        if (!Cluster.HasMajority)
        {
            throw new FakeRefusal(
                StatusCode.Internal,
                $"Service internal error: Waiting for consensus operation commit failed. Timeout set at: {seconds} seconds");
        }
    }

    private SnapshotDescription Snap(string name)
    {
        Find(name);
        SnapshotDescription made = new() { Name = SnapshotName, Size = 358912, Checksum = new string('0', 64) };
        (_snapshots.TryGetValue(name, out var all) ? all : _snapshots[name] = []).Add(made);
        return made;
    }

    private IEnumerable<AliasDescription> Shown(Func<string, bool> isMeant) => _aliases.Where(alias => isMeant(alias.Value))
        .Select(alias => new AliasDescription { AliasName = alias.Key, CollectionName = alias.Value });

    private static void Named(string name)
    {
        if (name.Contains('/', StringComparison.Ordinal))
        {
            throw FakeRefusal.Bad("Validation error in body: [collection_name: collection name cannot contain \"/\" char]");
        }
    }
}
