using MLPlatform.Contracts.Errors;
using MLPlatform.Frames.DuckDb;
using MLPlatform.Frames.Files;

namespace MLPlatform.Frames;

public sealed partial class Frame
{
    /// <summary>Reads a Parquet file, or several by a glob such as <c>data/*.parquet</c>.</summary>
    /// <param name="columns">Names to read; all when empty.</param>
    /// <exception cref="PlatformException">The file is missing or is no Parquet.</exception>
    public static Frame FromParquet(string path, params IReadOnlyList<string> columns) => DataFile.Read(path, $"read_parquet({SqlText.Literal(path)})", columns);

    /// <summary>Reads a CSV file; types, separator and header are detected.</summary>
    /// <exception cref="PlatformException">The file is missing or cannot be read as CSV.</exception>
    public static Frame FromCsv(string path, params IReadOnlyList<string> columns) => DataFile.Read(path, $"read_csv({SqlText.Literal(path)})", columns);

    /// <summary>Writes Parquet (zstd). The file appears whole or not at all.</summary>
    /// <exception cref="PlatformException">The disk is full or read-only; nothing half-written is left.</exception>
    public void WriteParquet(string path) => DataFile.Write(this, path, "FORMAT parquet, COMPRESSION zstd");

    /// <summary>Writes CSV with a header. The file appears whole or not at all.</summary>
    /// <exception cref="PlatformException">The disk is full or read-only; nothing half-written is left.</exception>
    public void WriteCsv(string path) => DataFile.Write(this, path, "FORMAT csv, HEADER true");

    /// <summary>Reads NumPy's NPZ: one column per one-dimensional array of bool, int32, int64, float32, float64 or datetime64[us].</summary>
    /// <exception cref="PlatformException">The file is missing, is no NPZ or holds other arrays.</exception>
    public static Frame FromNpz(string path) => Npz.Read(path);

    /// <summary>Writes NumPy's NPZ for Python without a Parquet reader: <c>numpy.load(path)["column"]</c>. Nulls become NaN or NaT.</summary>
    /// <exception cref="PlatformException">A column is text, or an integer or bool column has nulls; or the disk is full or read-only.</exception>
    public void WriteNpz(string path) => Npz.Write(this, path);
}
