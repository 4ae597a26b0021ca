using Analytics.Contracts;

namespace Analytics.People.Watching;

/// <summary>What people are called. Safe from several threads.</summary>
public sealed class PeopleNames
{
    private volatile IReadOnlyDictionary<PersonId, string> _names = new Dictionary<PersonId, string>();

    /// <summary>The name; the id of somebody who has none, as with people of a folder, whose id is their name.</summary>
    public string Of(PersonId person) => _names.GetValueOrDefault(person, person.Value);

    /// <summary>From now on these are the names.</summary>
    public void Set(IReadOnlyDictionary<PersonId, string> names) => _names = names;

    /// <summary>These names too: those from before hold for as long as the index may still find somebody of them.</summary>
    public void Add(IReadOnlyDictionary<PersonId, string> names) =>
        _names = names.Concat(_names.Where(name => !names.ContainsKey(name.Key))).ToDictionary(name => name.Key, name => name.Value);
}
