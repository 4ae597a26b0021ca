using System.Globalization;
using Analytics.Synth.Chance;

namespace Analytics.Synth.People;

/// <summary>Ordinary names from many places.</summary>
internal static class PersonNames
{
    private static readonly string[] Women =
    [
        "Ada", "Aisha", "Alma", "Amara", "Anna", "Astrid", "Beatriz", "Carla", "Chloe", "Clara", "Dana", "Elena", "Emma", "Fatima",
        "Freya", "Grace",
        "Hana", "Ines", "Irina", "Jana", "Julia", "Keiko", "Lena", "Leila", "Lucia", "Maja", "Maria", "Mei", "Mina", "Nadia", "Nora",
        "Olga",
        "Paula", "Priya", "Rosa", "Ruth", "Sara", "Sofia", "Tara", "Vera",
    ];

    private static readonly string[] Men =
    [
        "Adam", "Ahmed", "Anton", "Arjun", "Ben", "Bruno", "Carlos", "Chen", "Daniel", "David", "Diego", "Emil", "Erik", "Farid", "Felix",
        "Hugo",
        "Ivan", "Jakob", "Jan", "Jonas", "Karim", "Kenji", "Kofi", "Leo", "Luca", "Marek", "Martin", "Miguel", "Nils", "Omar", "Oscar",
        "Pavel",
        "Peter", "Rafael", "Samuel", "Simon", "Tariq", "Thomas", "Viktor", "Yusuf",
    ];

    private static readonly string[] Families =
    [
        "Abbott", "Adler", "Almeida", "Andersen", "Bakker", "Banerjee", "Becker", "Berg", "Bianchi", "Brandt", "Castro", "Chavez", "Costa",
        "Dahl",
        "Diaz", "Dubois", "Eriksen", "Farah", "Fischer", "Fontaine", "Garcia", "Haddad", "Hansen", "Horvat", "Ito", "Jansen", "Kaya",
        "Keller",
        "Khan", "Kim", "Kovacs", "Kowalski", "Larsen", "Lopez", "Mancini", "Mensah", "Moreau", "Nakamura", "Novak", "Okafor", "Olsen",
        "Park",
        "Patel", "Petrov", "Ramos", "Rossi", "Sato", "Schmid", "Silva", "Singh", "Tanaka", "Torres", "Vargas", "Weber", "Wright", "Yilmaz",
    ];

    /// <summary>
    /// The name of person <paramref name="index"/>. The pairs are gone through without repeating one before all were had.
    /// </summary>
    public static string Of(long seed, int index, bool male)
    {
        var given = male ? Men : Women;
        var pairs = given.Length * Families.Length;
        // A step that has no divisor in common with the number of pairs visits each of them once.
        var place = (int)((Dice.Of(seed, "names").Below(pairs) + index * 1163L) % pairs);
        var again = index / pairs;
        var name = $"{given[place % given.Length]} {Families[(place / given.Length + place) % Families.Length]}";
        return again == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name} {again + 1}");
    }
}
